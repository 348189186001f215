/** Images with a class each, and what holds them: IDX and CIFAR-10 files, and folders of images. */
@NullMarked
package dev.evenkeel.data.image;

import org.jspecify.annotations.NullMarked;

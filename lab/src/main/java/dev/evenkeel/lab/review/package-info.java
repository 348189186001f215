/** What a trained classifier's test says beyond its figures: classes that are never predicted, columns that give them away. */
@NullMarked
package dev.evenkeel.lab.review;

import org.jspecify.annotations.NullMarked;

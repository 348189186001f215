/** The experiments that train networks. */
@NullMarked
package dev.evenkeel.lab.training;

import org.jspecify.annotations.NullMarked;

/** The experiments of the lab, by name. */
@NullMarked
package dev.evenkeel.lab;

import org.jspecify.annotations.NullMarked;

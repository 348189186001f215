/** What is varied in a comparison. */
@NullMarked
package dev.evenkeel.lab.comparison.subject;

import org.jspecify.annotations.NullMarked;

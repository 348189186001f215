/** Who takes part, and the JVMs that time their work. */
@NullMarked
package dev.evenkeel.comparison.driver.worker;

import org.jspecify.annotations.NullMarked;

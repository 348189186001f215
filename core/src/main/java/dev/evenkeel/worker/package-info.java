/** Workers that train one model together, each on its own share of the examples, and what they tell each other. */
@NullMarked
package dev.evenkeel.worker;

import org.jspecify.annotations.NullMarked;

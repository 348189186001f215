/** What is known to go wrong with normalised networks, looked for in descriptions, trainings and models. */
@NullMarked
package dev.evenkeel.audit;

import org.jspecify.annotations.NullMarked;

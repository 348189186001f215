/** Oracles in double precision and the contract that every layer keeps. */
@NullMarked
package dev.evenkeel.testkit;

import org.jspecify.annotations.NullMarked;

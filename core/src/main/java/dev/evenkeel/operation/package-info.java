/** What a frozen network computes, step by step: operations, and the values that flow between them. */
@NullMarked
package dev.evenkeel.operation;

import org.jspecify.annotations.NullMarked;

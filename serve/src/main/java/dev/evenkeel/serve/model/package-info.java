/** How requests become examples of a model, and its outputs answers: encoded rows, columns of a table, images, sequences. */
@NullMarked
package dev.evenkeel.serve.model;

import org.jspecify.annotations.NullMarked;

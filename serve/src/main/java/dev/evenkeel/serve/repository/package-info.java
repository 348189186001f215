/** The models that a server answers for, by name and version: loaded, exchanged, retired. */
@NullMarked
package dev.evenkeel.serve.repository;

import org.jspecify.annotations.NullMarked;

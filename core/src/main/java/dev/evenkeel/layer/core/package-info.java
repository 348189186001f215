/** Layers of every network: linear, activations, dropout, embeddings, sums, standardisation of inputs. */
@NullMarked
package dev.evenkeel.layer.core;

import org.jspecify.annotations.NullMarked;

/** Requests that arrive together computed together, by the same bits as alone. */
@NullMarked
package dev.evenkeel.serve.batch;

import org.jspecify.annotations.NullMarked;

/** What operators see: metrics, log lines, the status page. */
@NullMarked
package dev.evenkeel.serve.watch;

import org.jspecify.annotations.NullMarked;

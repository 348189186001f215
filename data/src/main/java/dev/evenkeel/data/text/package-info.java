/** Plain text as the characters that language models learn to continue. */
@NullMarked
package dev.evenkeel.data.text;

import org.jspecify.annotations.NullMarked;

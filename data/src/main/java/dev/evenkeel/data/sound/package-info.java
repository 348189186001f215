/** Recordings in files, as waveforms or log-mel spectrograms. */
@NullMarked
package dev.evenkeel.data.sound;

import org.jspecify.annotations.NullMarked;

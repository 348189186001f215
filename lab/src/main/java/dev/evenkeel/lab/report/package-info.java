/** What a run, a comparison or an experiment found, in words, tables and charts. */
@NullMarked
package dev.evenkeel.lab.report;

import org.jspecify.annotations.NullMarked;

package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.worker.Participant;

/** What was measured: a row, with how many threads, by whom, in which setting. */
record Cell(String row, int threads, Participant participant, String setting) {}

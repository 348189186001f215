package dev.evenkeel.comparison.driver;

/** What was measured: a row, with how many threads, by whom, in which setting. */
record Cell(String row, int threads, Participant participant, String setting) {}

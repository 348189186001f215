package dev.evenkeel.data.csv;

/**
 * Whole records of a text.
 *
 * @param line the line of the file that it begins with, from 1
 */
record Block(byte[] bytes, int from, int to, int line) {}

package dev.evenkeel.data.split;

/** Two disjoint sets of row indices, each in ascending order, that together are all rows. */
public record RowSplit(int[] rest, int[] heldOut) {}

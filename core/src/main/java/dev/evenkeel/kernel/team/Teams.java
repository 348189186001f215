package dev.evenkeel.kernel.team;

/** The teams behind {@link Team}. */
final class Teams {
    static final Team ALONE = new Alone();

    private Teams() {}

    static Team of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("A team needs 1 thread or more, but got " + threads);
        }
        return new ThreadTeam(threads);
    }

    private static final class Alone implements Team {
        @Override
        public int threads() {
            return 1;
        }

        @Override
        public void run(int items, int grain, RangeTask task) {
            for (int from = 0; from < items; from += grain) {
                task.run(from, Math.min(items, from + grain));
            }
        }

        @Override
        public void close() {}
    }
}

package dev.evenkeel.formats.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.observe.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFileTest {
    /** 1,600,152,802 s, when TensorBoard's own example of a file was written. */
    private static final double EXAMPLE_SECONDS = Double.longBitsToDouble(0x41d7d69938800000L);

    private static final String EXAMPLE =
            "1800000000000000" + "a37f4b22" + "090000803899d6d7411a0d627261696e2e4576656e743a32" + "124b36ab";

    @TempDir
    private Path folder;

    private static InstantSource at(double seconds) {
        return InstantSource.fixed(Instant.ofEpochMilli(Math.round(seconds * 1000)));
    }

    private static Distribution distribution(long count, double... quantiles) {
        return new Distribution(
                count, 0.5, 2, DoubleStream.of(quantiles).boxed().toList());
    }

    /** At quantile i the value {@code a + b * i}. */
    private static Distribution even(long count, double start, double step) {
        return distribution(
                count,
                IntStream.range(0, Distribution.QUANTILES)
                        .mapToDouble(quantile -> start + step * quantile)
                        .toArray());
    }

    private EventFileReader.Histogram written(Distribution distribution) throws IOException {
        try (EventFile file = EventFile.start(folder)) {
            file.histogram("values", 3, distribution);
            return EventFileReader.events(file.path()).get(2).histograms().get("values");
        }
    }

    @Test
    void theReaderOfTheseTestsKnowsPublishedChecksums() {
        byte[] record = "\u001a\u0011CRC test, one two".getBytes(StandardCharsets.US_ASCII);

        assertThat(EventFileReader.checksum(new byte[32])).isEqualTo(0x8a9136aa);
        assertThat(EventFileReader.masked(EventFileReader.checksum(record))).isEqualTo(0x5794d08a);
    }

    @Test
    void theFirstRecordIsWhatTensorFlowWrites() throws IOException {
        try (EventFile file = EventFile.open(folder, 0, at(EXAMPLE_SECONDS))) {
            byte[] expected = HexFormat.of().parseHex(EXAMPLE);

            assertThat(Arrays.copyOf(Files.readAllBytes(file.path()), expected.length))
                    .isEqualTo(expected);
        }
    }

    @Test
    void eachCallAppendsOneWholeRecordAtOnce() throws IOException {
        try (EventFile file = EventFile.start(folder.resolve("new/run"))) {
            for (int step = 1; step <= 3; step++) {
                file.scalar("loss", step, 1.0 / step);

                assertThat(EventFileReader.events(file.path())).hasSize(2 + step);
            }
            EventFileReader.Event last = EventFileReader.events(file.path()).get(4);
            assertThat(last.step()).isEqualTo(3);
            assertThat(last.scalars()).containsExactly(Map.entry("loss", 1f / 3));
            assertThat(last.seconds()).isBetween(1e9, 1e11);
        }
    }

    @Test
    void valuesOfAStepShareARecord() throws IOException {
        try (EventFile file = EventFile.start(folder)) {
            file.write(
                    1L << 40,
                    EventValues.none()
                            .scalar("loss/\u00e4", -2)
                            .histogram("weights", even(20, 0, 1))
                            .scalar("rate", 0.1));

            EventFileReader.Event event = EventFileReader.events(file.path()).get(2);
            assertThat(event.step()).isEqualTo(1L << 40);
            assertThat(event.scalars()).containsOnlyKeys("loss/\u00e4", "rate");
            assertThat(event.histograms()).containsOnlyKeys("weights");
        }
    }

    @Test
    void betweenNeighbouringQuantilesLiesOneTwentieth() throws IOException {
        EventFileReader.Histogram histogram = written(even(1000, -3, 0.5));

        assertThat(histogram.least()).isEqualTo(-3);
        assertThat(histogram.largest()).isEqualTo(7);
        assertThat(histogram.count()).isEqualTo(1000);
        assertThat(histogram.sum()).isEqualTo(500);
        assertThat(histogram.squares()).isEqualTo(1000 * (4 + 0.25));
        assertThat(histogram.limits())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20)
                        .mapToObj(limit -> -3 + 0.5 * limit)
                        .toList());
        assertThat(histogram.counts()).containsOnly(50.0).hasSize(20);
    }

    @Test
    void sharesThatEndAtOneValueAreOneBucket() throws IOException {
        double[] quantiles = new double[Distribution.QUANTILES];
        Arrays.fill(quantiles, 9, 12, 0.25);
        Arrays.fill(quantiles, 12, 20, 0.75);
        quantiles[20] = 1;

        EventFileReader.Histogram histogram = written(distribution(7, quantiles));

        assertThat(histogram.limits()).containsExactly(0.0, 0.25, 0.75, 1.0);
        assertThat(histogram.counts()).containsExactly(7 * 8 / 20.0, 7 * 3 / 20.0, 7 * 8 / 20.0, 7 / 20.0);
        assertThat(histogram.counts().stream().mapToDouble(count -> count).sum())
                .isEqualTo(7, within(1e-12));
    }

    @Test
    void equalValuesAreOneBucket() throws IOException {
        EventFileReader.Histogram histogram = written(even(5, 1.5, 0));

        assertThat(histogram.limits()).containsExactly(1.5);
        assertThat(histogram.counts()).containsExactly(5.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e39})
    void whatNoFiniteFloatIsIsLeftOut(double value) throws IOException {
        try (EventFile file = EventFile.start(folder)) {
            file.scalar("loss", 1, value);
            file.write(2, EventValues.none().scalar("loss", value).scalar("rate", 0.5));

            List<EventFileReader.Event> events = EventFileReader.events(file.path());
            assertThat(events).hasSize(3);
            assertThat(events.get(2).scalars()).containsOnlyKeys("rate");
        }
    }

    @Test
    void distributionsOfNothingOrNotFiniteAreLeftOut() throws IOException {
        double[] infinite = new double[Distribution.QUANTILES];
        infinite[20] = Double.POSITIVE_INFINITY;
        try (EventFile file = EventFile.start(folder)) {
            file.histogram("empty", 1, even(0, 0, 0));
            file.histogram("unknown", 1, even(20, Double.NaN, 0));
            file.histogram("infinite", 1, distribution(20, infinite));
            file.histogram(
                    "no mean",
                    1,
                    new Distribution(20, Double.NaN, 1, even(20, 0, 1).quantiles()));
            file.histogram(
                    "no deviation",
                    1,
                    new Distribution(20, 0, Double.NaN, even(20, 0, 1).quantiles()));

            assertThat(EventFileReader.events(file.path())).hasSize(2);
        }
    }

    @Test
    void everyFileBeginsWithItsVersionAndASessionsStart() throws IOException {
        try (EventFile first = EventFile.start(folder);
                EventFile second = EventFile.resume(folder, 120)) {
            for (EventFile file : List.of(first, second)) {
                List<EventFileReader.Event> events = EventFileReader.events(file.path());
                assertThat(events).extracting(EventFileReader.Event::version).containsExactly("brain.Event:2", "");
                assertThat(events).extracting(EventFileReader.Event::session).containsExactly(0L, 1L);
            }
            assertThat(EventFileReader.events(first.path()).get(1).step()).isZero();
        }
    }

    /** TensorBoard reads files in the order of their names and forgets what is not before the step of a later start. */
    @Test
    void whatLiesBehindTheStepOfAResumeIsForgotten() throws IOException {
        try (EventFile first = EventFile.start(folder)) {
            first.scalar("loss", 120, 0.5);
            first.scalar("loss", 121, 0.4);
        }
        try (EventFile second = EventFile.resume(folder, 120)) {
            assertThat(EventFileReader.events(second.path()).get(1).step()).isEqualTo(121);
        }
    }

    @Test
    void filesOfOneSecondAreReadInTheirOrder() throws IOException {
        for (int file = 0; file < 12; file++) {
            EventFile.open(folder, 0, at(9)).close();
        }
        Path later = folder.resolve("events.out.tfevents.0000000900.host.1.v2");
        Files.createFile(later);
        try (EventFile last = EventFile.open(folder, 0, at(9));
                Stream<Path> files = Files.list(folder)) {
            assertThat(files.sorted().toList()).hasSize(14).endsWith(later, last.path());
            assertThat(last.path()).hasFileName("events.out.tfevents.0000000901.evenkeel");
        }
    }

    @Test
    void whereNoFileCanBeCreatedTheFolderIsNamed() throws IOException {
        Path occupied = Files.createFile(folder.resolve("occupied"));

        assertThatThrownBy(() -> EventFile.start(occupied))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(occupied + ": no event file can be created: ")
                .hasMessageEndingWith(". Choose a folder that may be written");
    }

    @Test
    void aClosedFileRefusesValues() throws IOException {
        EventFile file = EventFile.start(folder);
        file.close();
        file.close();

        assertThatThrownBy(() -> file.scalar("loss", 1, 0))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(file.path() + ": the event file cannot be written: ");
    }
}

package dev.evenkeel.kernels.vector.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the classes of tiles that differ only in rows, vectors and how their matrices are addressed. They stand in
 * straight lines because the compiler keeps sums in registers only if they are locals. {@link #METHOD} is such a tile: what
 * is indented below {@code each row}, {@code each later row} (all but the first) or {@code each vector} is repeated, what is
 * indented below {@code when} is only in tiles of these traits; an empty line ends a block before an indented line.
 */
final class TileSources {
    private static final Path FOLDER = Path.of("kernels-vector/src/main/java/dev/evenkeel/kernels/vector/product");
    static final String COMMAND =
            "java kernels-vector/src/test/java/dev/evenkeel/kernels/vector/product/TileSources.java";
    /** Its indentation, its rule, and the lines that are indented below. */
    private static final Pattern BLOCK = Pattern.compile("(?m)^( *)((?:each|when) .*):\\n((?:\\1 {4}.*\\n)+)");

    private static final String METHOD = """
                when outer:
                    /** Adds what {rows} columns of A give with columns of B, in registers: {vectors}. */
                when packed:
                    /**
                     * Rows of an A packed by columns of {rows}: one address serves them all, which leaves the ports to
                     * arithmetic.
                     */
                when contiguous:
                    /** Rows of an A that are contiguous. */
                static void {name}(
                        float[] a,
                        when gathered:
                            int aAt,
                            int[] aRows,
                            int row,
                            int last,
                            when table:
                                int[] aDepths,
                                int depthFrom,
                                int depthTo,
                            float[] b,
                            int bAt,
                            when table:
                                int bPitch,
                            when run:
                                int depth,
                            float[] c,
                            int cAt,
                            int[] cRows,
                            int cRow,
                            boolean sum,
                            float[] shift,
                            float floor) {
                        when not gathered:
                            int a0,
                            when not packed, not outer, not one row:
                                int aRowStride,
                            when strided:
                                int aDepthStride,
                            float[] packed,
                            int packedAt,
                            when outer:
                                int registerStride,
                            int depth,
                            float[] c,
                            int c0,
                            when outer:
                                int cRowStride) {
                            when not outer, not one row:
                                int cRowStride,
                            when not outer:
                                boolean sum) {
                    when gathered:
                        each row:
                            int a{r} = aAt + aRows[Math.min(row{+r}, last)];
                        each row:
                            int c{r} = cAt + cRows[cRow{+r}];
                    when not gathered:
                        each later row:
                            int c{r} = c{r-1} + cRowStride;
                    when last panel:
                        each row:
                            FloatVector s{r}a = sum ? FloatVector.fromArray(S, c, c{r}) : FloatVector.zero(S);
                    when outer:
                        each later vector:
                            int at{v} = packedAt{+v stride};
                        each row:
                            each vector:
                                FloatVector s{r}{v} = FloatVector.fromArray(S, c, c{r}{+v});
                    when not last panel, not outer:
                        float[] start = sum ? c : PanelTiles.ZEROS;
                        int keep = sum ? 1 : 0;
                        each row:
                            each vector:
                                FloatVector s{r}{v} = FloatVector.fromArray(S, start, c{r} * keep{+v});
                    when not gathered, not packed, not outer:
                        each later row:
                            int a{r} = a{r-1} + aRowStride;
                    when table:
                        int at = bAt + depthFrom * bPitch;
                        for (int k = depthFrom; k < depthTo; k++) {
                    when not table:
                        for (int k = 0; k < depth; k++) {

                        when run:
                            int at = bAt + k * {vectors} * L;
                        when gathered:
                            each vector:
                                FloatVector b{v} = FloatVector.fromArray(S, b, at{+v});
                        when table:
                            int from = aDepths[k];
                        when last panel:
                            FloatVector ba = FloatVector.fromArray(S, packed, packedAt + k * PANEL);
                        when outer:
                            int from = a0 + k * L;
                            FloatVector ba = FloatVector.fromArray(S, packed, packedAt + k * L);
                            each later vector:
                                FloatVector b{v} = FloatVector.fromArray(S, packed, at{v} + k * L);
                        when not gathered, not last panel, not outer:
                            int at = packedAt + k * PANEL;
                            when packed:
                                int from = a0 + k * {rows};
                            each vector:
                                FloatVector b{v} = FloatVector.fromArray(S, packed, at{+v});
                        each row:
                            when last panel:
                                s{r}a = ba.fma(FloatVector.broadcast(S, a[a{r} + k * aDepthStride]), s{r}a);
                            when not last panel:
                                when table:
                                    {x} = FloatVector.broadcast(S, a[a{r} + from]);
                                when run:
                                    {x} = FloatVector.broadcast(S, a[a{r} + k]);
                                when packed:
                                    {x} = FloatVector.broadcast(S, a[from{+r}]);
                                when outer:
                                    {x} = FloatVector.broadcast(S, a[from{+r}]);
                                when contiguous:
                                    {x} = FloatVector.broadcast(S, a[a{r} + k]);
                                when strided:
                                    {x} = FloatVector.broadcast(S, a[a{r} + k * aDepthStride]);
                                each vector:
                                    s{r}{v} = x.fma(b{v}, s{r}{v});
                        when table:
                            at += bPitch;
                    }
                    when gathered:
                        FloatVector least = FloatVector.broadcast(S, floor);
                        each vector:
                            FloatVector t{v} = FloatVector.fromArray(S, shift, SHIFT_AT{+v});
                        each row:
                            each vector:
                                s{r}{v} = s{r}{v}.add(t{v});
                                s{r}{v}.blend(least, s{r}{v}.compare(LT, least)).intoArray(c, c{r}{+v});
                    when not gathered:
                        each row:
                            each vector:
                                s{r}{v}.intoArray(c, c{r}{+v});
                }
            """;

    private static final String HEAD = """
            // Generated. To renew: {command}
            package dev.evenkeel.kernels.vector.product;

            when gathered:
                import static jdk.incubator.vector.VectorOperators.LT;

            import jdk.incubator.vector.FloatVector;
            import jdk.incubator.vector.VectorSpecies;

            /**
             * {summary}.
            when outer:
                 * Each method is one flat loop over the depth whose sums live in registers, and adds them to C.
            when not outer:
                 * Each method is one flat loop over the depth whose sums live in registers; with {@code sum} the chains go on
                 * from what C holds.
            when gathered:
                 * Rows past the {@code last} repeat it. To finished sums the columns' shift is added, and what is below
                 * the floor raised to it: written out for each sum, as C2 inlines no method of our own in methods this long.
             */
            final class {class} {
                private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
                when not last panel:
                    private static final int L = S.length();
                when gathered:
                    private static final int SHIFT_AT = VectorGatheredProducts.SHIFT_AT;
                when last panel:
                    private static final int PANEL = VectorProducts.PANEL_COLUMNS;
                when not gathered, not last panel, not outer:
                    private static final int PANEL = {vectors} * L;

                private {class}() {}
            """;

    private static final String RUN = "Tiles of a gathered run";

    /** The files by their names. */
    static final List<TileClass> CLASSES = List.of(
            new TileClass(
                    "FourVectorTiles",
                    "Tiles of the matrix product four vectors wide, for machines with 32 vector registers",
                    List.of(
                            new Tile("sixPacked", 6, 4, "packed"),
                            new Tile("six", 6, 4, "contiguous"),
                            new Tile("two", 2, 4, "strided"),
                            new Tile("one", 1, 4, "strided", "one row"))),
            new TileClass(
                    "TwoVectorTiles",
                    "Tiles of the matrix product two vectors wide, for machines with 16 vector registers",
                    List.of(
                            new Tile("fourPacked", 4, 2, "packed"),
                            new Tile("six", 6, 2, "contiguous"),
                            new Tile("four", 4, 2, "contiguous"),
                            new Tile("two", 2, 2, "strided"),
                            new Tile("one", 1, 2, "strided", "one row"))),
            new TileClass(
                    "OneVectorTiles",
                    "Tiles of the matrix product one vector wide, for the last panel where columns are left over",
                    List.of(
                            new Tile("six", 6, 1, "strided", "last panel"),
                            new Tile("four", 4, 1, "strided", "last panel"),
                            new Tile("one", 1, 1, "strided", "last panel", "one row"))),
            wideTiles("WideGatheredTiles", "Tiles of the gathered product", "table"),
            narrowTiles("NarrowGatheredTiles", "Tiles of the gathered product", "table"),
            smallTiles("SmallGatheredTiles", "Tiles of the gathered product", "table"),
            wideTiles("WideRunTiles", RUN, "run"),
            narrowTiles("NarrowRunTiles", RUN, "run"),
            smallTiles("SmallRunTiles", RUN, "run"),
            new TileClass(
                    "OuterTiles",
                    "Tiles of a sum of outer products, of matrices that lie register by register of columns",
                    List.of(
                            new Tile("fourByFour", 4, 4, "outer"),
                            new Tile("fourByTwo", 4, 2, "outer"),
                            new Tile("fourByOne", 4, 1, "outer"))));

    private static TileClass wideTiles(String name, String summary, String depths) {
        return new TileClass(
                name,
                summary + " for machines with 32 vector registers, three or four vectors wide",
                List.of(
                        new Tile("sixByFour", 6, 4, "gathered", depths),
                        new Tile("eightByThree", 8, 3, "gathered", depths)));
    }

    private static TileClass narrowTiles(String name, String summary, String depths) {
        return new TileClass(
                name,
                summary + " for machines with 32 vector registers, one or two vectors wide",
                List.of(
                        new Tile("twelveByTwo", 12, 2, "gathered", depths),
                        new Tile("sixteenByOne", 16, 1, "gathered", depths)));
    }

    private static TileClass smallTiles(String name, String summary, String depths) {
        return new TileClass(
                name,
                summary + " for machines with 16 vector registers",
                List.of(
                        new Tile("sixByTwo", 6, 2, "gathered", depths),
                        new Tile("twelveByOne", 12, 1, "gathered", depths)));
    }

    private TileSources() {}

    /** Writes the files anew, below the working directory, which is the root of the repository. */
    public static void main(String[] arguments) throws IOException {
        for (TileClass tiles : CLASSES) {
            Files.writeString(FOLDER.resolve(tiles.name + ".java"), tiles.source());
        }
    }

    /** A file, and what it holds. */
    record TileClass(String name, String summary, List<Tile> tiles) {
        String source() {
            String head = tiles.get(0)
                    .expand(HEAD)
                    .replace("{command}", COMMAND)
                    .replace("{class}", name)
                    .replace("{summary}", summary)
                    .replace("\n\n\n", "\n\n");
            return head + tiles.stream().map(Tile::method).collect(Collectors.joining()) + "}\n";
        }
    }

    /** A method: how many rows it computes, of how many vectors, and the traits that say which blocks it has. */
    record Tile(String name, int rows, int vectors, Set<String> traits) {
        Tile(String name, int rows, int vectors, String... traits) {
            this(name, rows, vectors, Set.of(traits));
        }

        String method() {
            return "\n" + expand(METHOD).replace("{name}", name).replace("\n\n", "\n");
        }

        private String expand(String text) {
            String expanded = BLOCK.matcher(text)
                    .replaceAll(block -> copies(block.group(2), block.group(3).replaceAll("(?m)^ {4}", ""))
                            .map(this::expand)
                            .collect(Collectors.joining()));
            return expanded.replace("{rows}", "" + rows).replace("{vectors}", "" + vectors);
        }

        private Stream<String> copies(String rule, String body) {
            return switch (rule) {
                case "each row" -> IntStream.range(0, rows).mapToObj(row -> ofRow(body, row));
                case "each later row" -> IntStream.range(1, rows).mapToObj(row -> ofRow(body, row));
                case "each later vector" -> IntStream.range(1, vectors).mapToObj(vector -> ofVector(body, vector));
                case "each vector" -> IntStream.range(0, vectors).mapToObj(vector -> ofVector(body, vector));
                default -> hasTraits(rule.substring("when ".length())) ? Stream.of(body) : Stream.empty();
            };
        }

        private boolean hasTraits(String wanted) {
            return Arrays.stream(wanted.split(", ", -1))
                    .allMatch(trait ->
                            trait.startsWith("not ") ? !traits.contains(trait.substring(4)) : traits.contains(trait));
        }

        private static String ofRow(String body, int row) {
            return body.replace("{r}", "" + row)
                    .replace("{r-1}", "" + (row - 1))
                    .replace("{+r}", row == 0 ? "" : " + " + row)
                    .replace("{x}", row == 0 ? "FloatVector x" : "x");
        }

        private static String ofVector(String body, int vector) {
            String offset = vector == 1 ? " + L" : " + " + vector + " * L";
            String stride = vector == 1 ? " + registerStride" : " + " + vector + " * registerStride";
            return body.replace("{v}", "abcd".substring(vector, vector + 1))
                    .replace("{+v}", vector == 0 ? "" : offset)
                    .replace("{+v stride}", stride);
        }
    }
}

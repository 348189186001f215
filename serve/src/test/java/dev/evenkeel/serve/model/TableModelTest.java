package dev.evenkeel.serve.model;

import static dev.evenkeel.serve.model.Requests.doubles;
import static dev.evenkeel.serve.model.Requests.floats;
import static dev.evenkeel.serve.model.Requests.longs;
import static dev.evenkeel.serve.model.Requests.tensor;
import static dev.evenkeel.serve.model.Requests.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.data.table.encoding.EncodedRows;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.data.table.encoding.Unseen;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.SmallModels;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InferResponse;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.protocol.TensorData;
import dev.evenkeel.serve.protocol.TensorDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableModelTest {
    private static final EncodingRules IMPUTING = EncodingRules.defaults().missing(Missing.IMPUTE);
    private static final Model MODEL = SmallModels.flowers(IMPUTING);
    private static final ServedModel SERVED = ServedModels.of("flowers", Optional.of("3"), MODEL);
    private static final String NEW = """
            length,width,colour,zip
            5.05,3.1,red,0071
            NaN,2.5,green,1200
            6.1,,purple,
            1e-3,-4.25,,0071
            """;

    /** What predicting from the CSV file gives, bit by bit. */
    private static float[] predicted(Model model, String csv) {
        TableEncoding encoding = KeptAttachments.encoding(model).orElseThrow();
        return predicted(model, encoding.encode(TableReader.csv("new.csv", csv, encoding.format())));
    }

    private static float[] predicted(Model model, EncodedRows rows) {
        Predictor predictor = model.freeze();
        int width = predictor.input().size();
        float[] inputs = new float[rows.size() * width];
        for (int row = 0; row < rows.size(); row++) {
            rows.read(row, inputs, row * width);
        }
        float[] outputs = new float[rows.size() * predictor.output().size()];
        predictor.probabilities(inputs, rows.size(), outputs);
        return outputs;
    }

    private static InferRequest named() {
        return Requests.of(
                doubles("length", 5.05, Double.NaN, 6.1, 1e-3),
                doubles("width", 3.1, 2.5, Double.NaN, -4.25),
                texts("colour", "red", "green", "purple", ""),
                texts("zip", "0071", "1200", "", "0071"));
    }

    @Test
    void columnsAreAnsweredWithTheBitsOfPredictingTheCsvFile() {
        InferResponse answer = Requests.answer(SERVED, named());

        assertThat(floats(answer)).isEqualTo(predicted(MODEL, NEW));
        assertThat(Requests.output(answer, "probabilities").shape()).containsExactly(4L, 3L);
        assertThat(Requests.output(answer, "label").shape()).containsExactly(4L);
        assertThat(answer.modelVersion()).contains("3");
        assertThat(answer.id()).contains("7");
        List<String> labels = MODEL.output().labels();
        float[] probabilities = floats(answer);
        for (int row = 0; row < 4; row++) {
            int chosen = labels.indexOf(Requests.texts(answer, "label").get(row));
            for (int other = 0; other < 3; other++) {
                assertThat(probabilities[3 * row + chosen]).isGreaterThanOrEqualTo(probabilities[3 * row + other]);
            }
        }
    }

    private static float[] floats(InferResponse answer) {
        return Requests.floats(answer, "probabilities");
    }

    @Test
    void numbersMayComeAsTextsAndOfOtherTypes() {
        InferRequest texts = Requests.of(
                texts("length", "5.05", "NA", " 6.1", "1e-3"),
                texts("width", "3.1", "2.5", "", "-4.25"),
                texts("colour", "red", "green", "purple", ""),
                texts("zip", "0071", "1200", "", "0071"));
        assertThat(floats(Requests.answer(SERVED, texts))).isEqualTo(predicted(MODEL, NEW));

        InferRequest others = Requests.of(
                Requests.floats("width", new float[] {3.1f, 2.5f}, 2, 1),
                longs("zip", 1200, 71),
                longs("length", 5, 6),
                texts("colour", "red", "blue"),
                texts("class", "not", "read"));
        assertThat(floats(Requests.answer(SERVED, others)))
                .isEqualTo(predicted(MODEL, "length,width,colour,zip\n5,3.1,red,1200\n6,2.5,blue,71\n"));
    }

    @Test
    void encodedRowsAreTakenToo() {
        TableEncoding encoding = KeptAttachments.encoding(MODEL).orElseThrow();
        float[] row = encoding.encode(java.util.Map.of("length", "5", "width", "3", "colour", "red", "zip", "1200"));

        InferResponse answer = Requests.answer(SERVED, Requests.of(Requests.floats("input", row, 1, row.length)));

        assertThat(floats(answer)).isEqualTo(MODEL.freeze().probabilities(row));
        refused(Requests.of(Requests.floats("input", row, 1, 2, row.length / 2)), "needs the shape [-1, " + row.length);
        refused(
                Requests.of(Requests.floats("input", row, 1, row.length), doubles("length", 1)),
                "The request gives both column 'length' and 'input': give columns, or encoded rows in 'input', not both");
        refused(Requests.of(Requests.floats("input", row, 1, row.length), doubles("lenth", 1)), "has no input 'lenth'");
    }

    @Test
    void theDescriptionNamesColumnsAndItsExampleIsAnswered() {
        assertThat(SERVED.description().inputs())
                .containsExactly(
                        new TensorDescription("length", Datatype.FP64, List.of(-1L)),
                        new TensorDescription("width", Datatype.FP64, List.of(-1L)),
                        new TensorDescription("colour", Datatype.BYTES, List.of(-1L)),
                        new TensorDescription("zip", Datatype.BYTES, List.of(-1L)));
        assertThat(SERVED.description().outputs())
                .containsExactly(
                        new TensorDescription("label", Datatype.BYTES, List.of(-1L)),
                        new TensorDescription("probabilities", Datatype.FP32, List.of(-1L, 3L)));
        assertThat(SERVED.description().classes()).containsExactly("setosa", "versicolor", "virginica");

        InferRequest example = Requests.example(SERVED);

        assertThat(Requests.texts(Requests.answer(SERVED, example), "label")).hasSize(1);
        InputTensor length = example.inputs().get(0);
        assertThat(((TensorData.Doubles) length.data()).values()[0]).isBetween(4.9, 7.0);
    }

    @Test
    void whatDoesNotFitIsSaidAsPredictSaysIt() {
        refused(
                Requests.of(doubles("lenght", 5), doubles("width", 3), texts("colour", "red"), texts("zip", "1200")),
                "request has no column 'length'; did you mean 'lenght'? Columns: lenght, width, colour, zip");
        refused(
                row(texts("length", "5 cm")),
                "request row 1: column 'length' has '5 cm', but it needs a finite decimal number");
        refused(
                row(doubles("length", Double.POSITIVE_INFINITY)),
                "request row 1: column 'length' has 'Infinity', but it needs a finite decimal number");
        refused(row(doubles("length", 1e300)), "has '1.0E300', but it needs a finite decimal number");
        refused(row(doubles("length", 1, 2)), "Column 'width' has 1 rows, but column 'length' has 2");
        refused(row(Requests.floats("length", new float[4], 2, 2)), "Column 'length' needs the shape [-1] or [-1, 1]");
        refused(
                row(tensor("length", Datatype.BYTES, new TensorData.Bytes(List.of(new byte[] {-1})), 1)),
                "Column 'length' needs texts in UTF-8, but row 1 is none");
        refused(
                Requests.asking(row(doubles("length", 1)), "score"),
                "no output 'score', but gives label and probabilities");
    }

    private static InferRequest row(InputTensor length) {
        return Requests.of(length, doubles("width", 3), texts("colour", "red"), texts("zip", "1200"));
    }

    private static void refused(InferRequest request, String words) {
        refused(SERVED, request, words);
    }

    private static void refused(ServedModel model, InferRequest request, String words) {
        assertThatThrownBy(() -> model.examples(request))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(400))
                .hasMessageContaining(words);
    }

    @Test
    void missingAndUnseenValuesAreRefusedWhereTrainingSaidSo() {
        Table whole = TableReader.csv("a.csv", "n,c,class\n1,x,u\n2,y,v\n3,x,u\n4,y,v\n");
        ServedModel strict = ServedModels.of(
                "strict",
                Optional.empty(),
                SmallModels.table(whole, EncodingRules.defaults().unseen(Unseen.REFUSE)));

        refused(
                strict,
                Requests.of(doubles("n", 1, Double.NaN), texts("c", "x", "y")),
                "request row 2: column 'n' is missing, and missing values are refused");
        refused(
                strict,
                Requests.of(doubles("n", 1), texts("c", "z")),
                "request row 1: column 'c' has 'z', which was not learnt, only {x, y}");
    }

    @Test
    void numbersStandForCategoriesOfTheirText() {
        Table table = TableReader.csv(
                "a.csv",
                "code,share,flag,class\n1,0.1,true,u\n2,0.5,false,v\n1,0.5,true,u\n2,0.1,false,v\n",
                dev.evenkeel.data.table.TableFormat.automatic().text("code", "share"));
        Model model = SmallModels.table(table, EncodingRules.defaults());
        ServedModel served = ServedModels.of("codes", Optional.empty(), model);

        InferRequest request = Requests.of(
                tensor("code", Datatype.INT8, new TensorData.Floats(new float[] {1, 2}), 2),
                Requests.floats("share", new float[] {0.1f, 0.5f}, 2),
                tensor("flag", Datatype.BOOL, new TensorData.Floats(new float[] {1, 0}), 2));

        assertThat(floats(Requests.answer(served, request)))
                .isEqualTo(predicted(model, "code,share,flag\n1,0.1,true\n2,0.5,false\n"));
    }

    @Test
    void numbersAreReadInTheFormThatTrainingLearnt() {
        StringBuilder csv = new StringBuilder("price;class\n");
        IntStream.range(0, 8)
                .forEach(row -> csv.append(row)
                        .append(",25 €;")
                        .append(row % 2 == 0 ? "u" : "v")
                        .append('\n'));
        Model model = SmallModels.table(TableReader.csv("a.csv", csv.toString()), EncodingRules.defaults());
        ServedModel served = ServedModels.of("prices", Optional.empty(), model);

        float[] texts = floats(Requests.answer(served, Requests.of(texts("price", "3,5 €", "1,25 €"))));

        assertThat(texts).isEqualTo(floats(Requests.answer(served, Requests.of(doubles("price", 3.5, 1.25)))));
        refused(served, Requests.of(texts("price", "3.5")), "has '3.5', but it needs a finite decimal number");
    }

    @Test
    void aRequestWithoutRowsIsAnsweredWithoutRows() {
        InferResponse answer = Requests.answer(
                SERVED, Requests.of(doubles("length"), doubles("width"), texts("colour"), texts("zip")));

        assertThat(Requests.output(answer, "probabilities").shape()).containsExactly(0L, 3L);
        assertThat(Requests.texts(answer, "label")).isEmpty();
    }

    @Test
    void aNumberIsAnsweredAsTheTargetWasBeforeScaling() {
        Table table = TableReader.csv("n.csv", "a,y\n1,100\n2,220\n3,310\n4,405\n5,490\n6,600\n7,720\n8,790\n");
        Model model = SmallModels.table(table, EncodingRules.defaults());
        ServedModel served = ServedModels.of("numbers", Optional.empty(), model);

        InferResponse answer = Requests.answer(served, Requests.of(doubles("a", 2.5, 7)));

        Predictor predictor = model.freeze();
        assertThat(Requests.floats(answer, "value"))
                .containsExactly(
                        predictor.predict(new float[] {2.5f})[0], predictor.predict(new float[] {7})[0]);
        assertThat(Requests.output(answer, "value").shape()).containsExactly(2L);
        assertThat(answer.modelVersion()).isEmpty();
        assertThat(answer.outputs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris", "wine", "diabetes", "abalone"})
    @EnabledIfEnvironmentVariable(named = "EVENKEEL_DATA", matches = ".+")
    void wholeTablesAreAnsweredWithTheBitsOfTheirFile(String name) {
        Table table = TableReader.read(Path.of(System.getenv("EVENKEEL_DATA"), "tabular", name + ".arff"));
        Model model = SmallModels.table(table, EncodingRules.defaults());
        TableEncoding encoding = KeptAttachments.encoding(model).orElseThrow();
        List<InputTensor> tensors = new ArrayList<>();
        for (String column : encoding.columns()) {
            Column values = table.column(column);
            tensors.add(
                    values instanceof Column.Numbers numbers
                            ? doubles(column, numbers.values())
                            : texts(
                                    column,
                                    IntStream.range(0, table.rows())
                                            .mapToObj(values::text)
                                            .toArray(String[]::new)));
        }
        ServedModel served = ServedModels.of(name, Optional.empty(), model);
        Examples examples = served.examples(Requests.of(tensors.toArray(InputTensor[]::new)));

        EncodedRows rows = encoding.encode(table);
        float[] inputs = new float[examples.inputs().length];
        for (int row = 0; row < rows.size(); row++) {
            rows.read(row, inputs, row * encoding.inputShape().size());
        }
        assertThat(examples.inputs()).isEqualTo(inputs);
    }
}

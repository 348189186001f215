package dev.evenkeel.spark;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class EvenkeelModelTest {
    private static final StructType VECTORS = new StructType()
            .add("id", IntegerType)
            .add("features", SQLDataTypes.VectorType())
            .add("label", DoubleType);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void scoresAreThePredictorsToTheBitForAnyPartitioning(int partitions) {
        Model model = Networks.classifier();
        Predictor predictor = model.freeze();
        List<Row> rows = Networks.rows(30);

        List<Row> scored = EvenkeelModel.of(model)
                .transform(LocalSpark.rows(rows, VECTORS, partitions))
                .collectAsList();

        assertThat(scored).hasSize(30);
        for (int index = 0; index < scored.size(); index++) {
            Row row = scored.get(index);
            assertThat(row.getInt(0)).isEqualTo(index);
            float[] example = Networks.floats(rows.get(index).<Vector>getAs(1));
            assertThat(Networks.floats(row.<Vector>getAs("rawPrediction"))).containsExactly(predictor.predict(example));
            assertThat(Networks.floats(row.<Vector>getAs("probability")))
                    .containsExactly(predictor.probabilities(example));
            assertThat(row.<Double>getAs("prediction")).isEqualTo(predictor.classify(example));
        }
    }

    @Test
    void sparseVectorsAndArraysAreTheSameInputs() {
        EvenkeelModel model = EvenkeelModel.of(Networks.classifier());
        List<Row> dense = List.of(RowFactory.create(0, Vectors.dense(0, 1.5, 0, -2), 0.0));
        List<Row> sparse =
                List.of(RowFactory.create(0, Vectors.sparse(4, new int[] {1, 3}, new double[] {1.5, -2}), 0.0));
        StructType doubles = new StructType().add("features", DataTypes.createArrayType(DoubleType));
        StructType floats = new StructType().add("features", DataTypes.createArrayType(FloatType));
        StructType columns = new StructType()
                .add("a", DoubleType)
                .add("b", FloatType)
                .add("c", IntegerType)
                .add("d", DataTypes.createDecimalType(5, 2));

        Row expected = model.transform(LocalSpark.rows(dense, VECTORS, 1)).first();
        List<Dataset<Row>> others = List.of(
                model.transform(LocalSpark.rows(sparse, VECTORS, 1)),
                model.transform(LocalSpark.rows(
                        List.of(RowFactory.create((Object) new Double[] {0.0, 1.5, 0.0, -2.0})), doubles, 1)),
                model.transform(LocalSpark.rows(
                        List.of(RowFactory.create((Object) new Float[] {0f, 1.5f, 0f, -2f})), floats, 1)),
                model.copy(org.apache.spark.ml.param.ParamMap.empty())
                        .setFeaturesCols("a", "b", "c", "d")
                        .transform(LocalSpark.rows(
                                List.of(RowFactory.create(0.0, 1.5f, 0, new java.math.BigDecimal("-2.00"))),
                                columns,
                                1)));

        assertThat(others)
                .allSatisfy(other -> assertThat(other.first().<Vector>getAs("rawPrediction"))
                        .isEqualTo(expected.getAs("rawPrediction")));
    }

    @Test
    void aSparseVectorKeepsNothingOfTheRowsBefore() {
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < 1100; row++) {
            Vector vector = row < 550
                    ? Vectors.dense(9, 9, 9, row)
                    : Vectors.sparse(4, new int[] {row % 4}, new double[] {row});
            rows.add(RowFactory.create(row, vector, 0.0));
        }
        Model model = Networks.classifier();
        Predictor predictor = model.freeze();

        List<Row> scored = EvenkeelModel.of(model)
                .transform(LocalSpark.rows(rows, VECTORS, 1))
                .collectAsList();

        for (int row = 0; row < rows.size(); row++) {
            assertThat(Networks.floats(scored.get(row).<Vector>getAs("rawPrediction")))
                    .containsExactly(
                            predictor.predict(Networks.floats(rows.get(row).<Vector>getAs(1))));
        }
    }

    @Test
    void aCategoryThatWasNotLearntCountsAsNone() {
        Model model = Tables.model(Tables.rows(60), Missing.REFUSE);
        List<Row> rows = List.of(RowFactory.create(50.0, 3, "Aachen", true, "hut"));

        Row scored = EvenkeelModel.of(model)
                .transform(LocalSpark.rows(rows, Tables.SCHEMA, 1))
                .first();

        float[] input = KeptAttachments.encoding(model)
                .orElseThrow()
                .encode(Tables.csv(rows))
                .row(0);
        assertThat(input).containsOnlyOnce(50f).doesNotContain(Float.NaN);
        assertThat(Networks.floats(scored.<Vector>getAs("rawPrediction")))
                .containsExactly(model.freeze().predict(input));
    }

    @Test
    void aTablesColumnsAreEncodedAsTrainingDid() {
        List<Row> rows = Tables.rows(60);
        Model model = Tables.model(rows, Missing.REFUSE);
        TableEncoding encoding = KeptAttachments.encoding(model).orElseThrow();
        float[][] expected = model.freeze().predict(examples(encoding, rows));

        Dataset<Row> scored = EvenkeelModel.of(model).transform(LocalSpark.rows(rows, Tables.SCHEMA, 4));

        List<Row> collected = scored.collectAsList();
        for (int index = 0; index < expected.length; index++) {
            Row row = collected.get(index);
            assertThat(Networks.floats(row.<Vector>getAs("rawPrediction"))).containsExactly(expected[index]);
            assertThat(row.<String>getAs("predictedLabel"))
                    .isEqualTo(model.output()
                            .labels()
                            .get(row.<Double>getAs("prediction").intValue()));
        }
    }

    private static float[][] examples(TableEncoding encoding, List<Row> rows) {
        var encoded = encoding.encode(Tables.csv(rows));
        return java.util.stream.IntStream.range(0, rows.size())
                .mapToObj(encoded::row)
                .toArray(float[][]::new);
    }

    @Test
    void valuesOfOtherTypesThanInTrainingMeanTheSame() {
        List<Row> rows = Tables.rows(60);
        EvenkeelModel model = EvenkeelModel.of(Tables.model(rows, Missing.REFUSE));
        Row usual = model.transform(
                        LocalSpark.rows(List.of(RowFactory.create(50.0, 3, "Ulm", true, "hut")), Tables.SCHEMA, 1))
                .first();
        StructType texts = new StructType()
                .add("garden", StringType)
                .add("age", StringType)
                .add("town", StringType)
                .add("rooms", DataTypes.createDecimalType(4, 1));

        Row others = model.transform(LocalSpark.rows(
                        List.of(RowFactory.create("TRUE", "50", "Ulm", new java.math.BigDecimal("3.0"))), texts, 1))
                .first();

        assertThat(others.<Vector>getAs("probability")).isEqualTo(usual.getAs("probability"));
    }

    @Test
    void missingValuesAreImputedWhereTheModelSaysSo() {
        List<Row> rows = new ArrayList<>(Tables.rows(60));
        rows.set(3, RowFactory.create(null, 2, "Ulm", true, "flat"));
        Model model = Tables.model(rows, Missing.IMPUTE);
        List<Row> gaps = List.of(
                RowFactory.create(null, 2, "Ulm", true, "flat"), RowFactory.create(Double.NaN, 2, "Ulm", true, "flat"));

        List<Row> scored = EvenkeelModel.of(model)
                .transform(LocalSpark.rows(gaps, Tables.SCHEMA, 2))
                .collectAsList();

        float[] expected = model.freeze()
                .predict(KeptAttachments.encoding(model)
                        .orElseThrow()
                        .encode(Tables.csv(gaps))
                        .row(0));
        assertThat(scored)
                .allSatisfy(row -> assertThat(Networks.floats(row.<Vector>getAs("rawPrediction")))
                        .containsExactly(expected));
    }

    @Test
    void aMissingValueIsAnErrorThatNamesRowAndColumn() {
        EvenkeelModel model = EvenkeelModel.of(Tables.model(Tables.rows(60), Missing.REFUSE));
        List<Row> rows =
                List.of(RowFactory.create(1.0, 2, "Ulm", true, "flat"), RowFactory.create(1.5, 2, null, true, "flat"));

        assertThatThrownBy(() ->
                        model.transform(LocalSpark.rows(rows, Tables.SCHEMA, 1)).collectAsList())
                .hasStackTraceContaining("EvenkeelModel cannot read row 2 of partition 0, [1.5, 2, null, true]: "
                        + "column 'town' is missing");
    }

    @Test
    void rowsThatCannotBeReadAreLeftOutOrKeptWhereThatIsSaid() {
        EvenkeelModel model = EvenkeelModel.of(Tables.model(Tables.rows(60), Missing.REFUSE));
        Dataset<Row> rows = LocalSpark.rows(
                List.of(RowFactory.create(1.0, 2, "Ulm", true, "flat"), RowFactory.create(1.5, 2, null, true, "flat")),
                Tables.SCHEMA,
                1);

        assertThat(model.setHandleInvalid("skip").transform(rows).collectAsList())
                .hasSize(1)
                .allSatisfy(row -> assertThat(row.getDouble(0)).isEqualTo(1));
        List<Row> kept = model.setHandleInvalid("keep").transform(rows).collectAsList();
        assertThat(kept).hasSize(2);
        assertThat(kept.get(0).<Double>getAs("prediction")).isFinite();
        assertThat(kept.get(1).<Double>getAs("prediction")).isNaN();
        assertThat(kept.get(1).<Vector>getAs("probability")).isNull();
        assertThat(kept.get(1).<String>getAs("predictedLabel")).isNull();
    }

    @Test
    void aValueThatIsNotFiniteIsAnErrorThatNamesIt() {
        EvenkeelModel model = EvenkeelModel.of(Networks.classifier());
        assertThatThrownBy(() -> model.transform(LocalSpark.rows(
                                List.of(RowFactory.create(0, Vectors.dense(1, 2, Double.NaN, 4), 0.0)), VECTORS, 1))
                        .collectAsList())
                .hasStackTraceContaining("value 2 of column 'features' is NaN");
        assertThatThrownBy(() -> model.transform(LocalSpark.rows(
                                List.of(RowFactory.create(0, Vectors.dense(1, 2, 3, 1e300), 0.0)), VECTORS, 1))
                        .collectAsList())
                .hasStackTraceContaining("value 3 of column 'features' is 1.0E300");
        assertThatThrownBy(() -> model.transform(
                                LocalSpark.rows(List.of(RowFactory.create(0, Vectors.dense(1, 2), 0.0)), VECTORS, 1))
                        .collectAsList())
                .hasStackTraceContaining("column 'features' has 2 values, but the model reads 4");
    }

    @Test
    void whatIsWrongWithASchemaIsSaidBeforeAnyWork() {
        EvenkeelModel vectors = EvenkeelModel.of(Networks.classifier());
        EvenkeelModel table = EvenkeelModel.of(Tables.model(Tables.rows(60), Missing.REFUSE));

        assertThatThrownBy(() -> vectors.transformSchema(new StructType().add("feature", SQLDataTypes.VectorType())))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("EvenkeelModel needs a column 'features', but the DataFrame has none; did you mean "
                        + "'feature'? Columns: feature");
        assertThatThrownBy(() -> vectors.transformSchema(new StructType().add("features", StringType)))
                .hasMessageContaining("column 'features' as a vector or an array of numbers, but it is STRING");
        assertThatThrownBy(() -> vectors.transformSchema(new StructType()
                        .add(new org.apache.spark.ml.attribute.AttributeGroup("features", 5).toStructField())))
                .hasMessage("EvenkeelModel reads 4 values, but column 'features' has vectors of 5");
        assertThatThrownBy(() -> vectors.transformSchema(VECTORS.add("prediction", DoubleType)))
                .hasMessageContaining("writes column 'prediction', but there is one of that name already");
        assertThatThrownBy(() -> table.transformSchema(Tables.SCHEMA
                        .add("x", DoubleType)
                        .apply(scala.jdk.javaapi.CollectionConverters.asScala(
                                        java.util.Set.of("age", "rooms", "garden"))
                                .toSet())))
                .hasMessageContaining("needs a column 'town', but the DataFrame has none");
        assertThatThrownBy(() -> table.transformSchema(new StructType()
                        .add("age", DataTypes.TimestampType)
                        .add("rooms", IntegerType)
                        .add("town", StringType)
                        .add("garden", StringType)))
                .hasMessage("EvenkeelModel cannot read column 'age', which is TIMESTAMP: make numbers of it, as by "
                        + "unix_timestamp or hour, or a category, as by date_format");
        assertThatThrownBy(() -> table.transformSchema(new StructType()
                        .add("age", Tables.SCHEMA)
                        .add("rooms", IntegerType)
                        .add("town", StringType)
                        .add("garden", StringType)))
                .hasMessageContaining("cannot read column 'age', which is STRUCT<");
    }

    @Test
    void aModelIsReadFromItsFileItsFolderAndAnOnnxFile() {
        Model model = Networks.classifier();
        Path file = folder.resolve("model.safetensors");
        model.write(file);
        Path onnx = folder.resolve("network.onnx");
        Onnx.write(model, onnx);
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(3), VECTORS, 2);
        List<Vector> expected = raw(EvenkeelModel.of(model), rows);

        assertThat(raw(EvenkeelModel.load(file.toString()), rows)).isEqualTo(expected);
        assertThat(raw(EvenkeelModel.load(folder.toString()), rows)).isEqualTo(expected);
        assertThat(raw(EvenkeelModel.load(file.toUri().toString()), rows)).isEqualTo(expected);
        assertThat(raw(EvenkeelModel.load(onnx.toString()).setRawPredictionCol("rawPrediction"), rows))
                .hasSize(3);
        assertThatThrownBy(() -> EvenkeelModel.load(folder.resolve("none").toString()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("There is no model");
    }

    private static List<Vector> raw(EvenkeelModel model, Dataset<Row> rows) {
        return model.transform(rows).collectAsList().stream()
                .map(row -> row.<Vector>getAs(row.schema().fieldNames()[3]))
                .toList();
    }

    @Test
    void savingKeepsModelAndColumns() throws Exception {
        Path saved = folder.resolve("saved");
        EvenkeelModel model = EvenkeelModel.of(Networks.classifier()).setPredictionCol("guess");
        model.save(saved.toString());

        EvenkeelModel read = EvenkeelModel.load(saved.toString());

        assertThat(read.uid()).isEqualTo(model.uid());
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(3), VECTORS, 2);
        assertThat(read.transform(rows).collectAsList())
                .isEqualTo(model.transform(rows).collectAsList());
        assertThat(read.transformSchema(VECTORS).fieldNames()).contains("guess").doesNotContain("prediction");
        assertThat(Model.read(saved.resolve("model.safetensors")).network())
                .isEqualTo(model.model().network());
    }
}

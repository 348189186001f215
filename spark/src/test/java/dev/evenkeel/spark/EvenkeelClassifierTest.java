package dev.evenkeel.spark;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableRecipe;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.optimizer.Optimizers;
import java.math.BigDecimal;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvenkeelClassifierTest {
    private static final StructType VECTORS = new StructType()
            .add("id", IntegerType)
            .add("features", SQLDataTypes.VectorType())
            .add("label", DoubleType);

    private static EvenkeelClassifier quick() {
        return new EvenkeelClassifier().setHiddenLayers(8).setEpochs(2).setSeed(7);
    }

    /** What the command line does with so many rows, but for layers and epochs. */
    private static Trainer trainer(Dataset data, int classes) {
        TableRecipe recipe = TableRecipe.forClasses(data.size());
        Mlp mlp = Mlp.of(List.of(8)).inputs(Mlp.Inputs.CLIPPED).dropout(Mlp.DropoutPlace.AFTER, recipe.dropout());
        return Trainer.of(mlp.network(data.inputShape(), classes))
                .optimizer(Optimizers.adamW(recipe.learningRate()).weightDecay((float) recipe.weightDecay()))
                .batchSize(recipe.batchSize())
                .epochs(2)
                .seed(7);
    }

    private static Map<String, List<Float>> values(Model model) {
        Map<String, List<Float>> values = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> tensor : model.tensors().entrySet()) {
            List<Float> floats = new ArrayList<>();
            for (float value : tensor.getValue().toArray()) {
                floats.add(value);
            }
            values.put(tensor.getKey(), floats);
        }
        return values;
    }

    private static float[][] inputs(List<Row> rows) {
        return rows.stream().map(row -> Networks.floats(row.<Vector>getAs(1))).toArray(float[][]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void vectorsTrainToTheBitsOfEvenkeelsOwnTrainerForAnyPartitions(int partitions) {
        List<Row> rows = Networks.rows(90);
        int[] classes = rows.stream().mapToInt(row -> (int) row.getDouble(2)).toArray();
        Dataset data = Datasets.of(Shape.of(4), inputs(rows), classes, Target.classes(3));

        EvenkeelClassificationModel model =
                quick().fit(LocalSpark.rows(rows, VECTORS, partitions).filter("id >= 0"));

        assertThat(values(model.model())).isEqualTo(values(trainer(data, 3).fit(data)));
        assertThat(model.numClasses()).isEqualTo(3);
        assertThat(model.numFeatures()).isEqualTo(4);
    }

    @Test
    void columnsAreEncodedAndLearntAsThoseOfTheCsvFile() {
        List<Row> rows = Tables.rows(80);
        Table table = Tables.csv(rows);
        TableEncoding encoding =
                TableEncoding.fit(table, EncodingRules.defaults().target("kind"));
        Dataset data = encoding.dataset(table);

        EvenkeelClassificationModel model = quick().setFeaturesCols("age", "rooms", "town", "garden")
                .setLabelCol("kind")
                .fit(LocalSpark.rows(rows, Tables.SCHEMA, 3));

        TableEncoding kept = KeptAttachments.encoding(model.model()).orElseThrow();
        assertThat(kept.featureNames()).isEqualTo(encoding.featureNames());
        assertThat(kept.target()).isEqualTo(encoding.target());
        assertThat(values(model.model())).isEqualTo(values(trainer(data, 3).fit(data)));
        assertThat(model.transform(LocalSpark.rows(rows, Tables.SCHEMA, 2))
                        .select("predictedLabel")
                        .distinct()
                        .collectAsList())
                .allSatisfy(row -> assertThat(row.getString(0)).isIn("house", "flat", "hut"));
    }

    @Test
    void arraysTrainToTheBitsOfVectors() {
        List<Row> rows = Networks.rows(50);
        StructType arrays = new StructType()
                .add("features", DataTypes.createArrayType(DoubleType))
                .add("label", IntegerType);
        List<Row> same = rows.stream()
                .map(row -> RowFactory.create(
                        Arrays.stream(row.<Vector>getAs(1).toArray()).boxed().toArray(Double[]::new),
                        (int) row.getDouble(2)))
                .toList();

        assertThat(values(quick().fit(LocalSpark.rows(same, arrays, 3)).model()))
                .isEqualTo(values(quick().fit(LocalSpark.rows(rows, VECTORS, 2)).model()));
    }

    @Test
    void datesDecimalsAndChosenNumbersBecomeWhatTheyMean() {
        StructType schema = new StructType()
                .add("day", DataTypes.DateType)
                .add("price", DataTypes.createDecimalType(8, 2))
                .add("zip", IntegerType)
                .add("kind", BooleanType);
        List<Row> rows = IntStream.range(0, 40)
                .mapToObj(row -> RowFactory.create(
                        Date.valueOf(row % 3 == 0 ? "2026-05-17" : "2026-05-18"),
                        new BigDecimal(row + ".50"),
                        row % 2 == 0 ? 53111 : 89073,
                        row % 3 == 0))
                .toList();

        EvenkeelClassificationModel model = quick().setFeaturesCols("day", "price", "zip")
                .setCategoricalCols("zip")
                .setLabelCol("kind")
                .fit(LocalSpark.rows(rows, schema, 2));

        assertThat(KeptAttachments.encoding(model.model()).orElseThrow().featureNames())
                .containsExactly("day=2026-05-17", "day=2026-05-18", "price", "zip=53111", "zip=89073");
        assertThat(model.model().output().labels()).containsExactly("false", "true");
        assertThat(model.transform(LocalSpark.rows(rows, schema, 2)).count()).isEqualTo(40);
    }

    @Test
    void noWordIsAMissingValueInAColumn() {
        List<Row> rows = new ArrayList<>(Tables.rows(60));
        rows.replaceAll(row -> row.getString(2).equals("Ulm")
                ? RowFactory.create(row.get(0), row.get(1), "NA", row.get(3), row.get(4))
                : row);

        EvenkeelClassificationModel model = quick().setFeaturesCols("age", "rooms", "town", "garden")
                .setLabelCol("kind")
                .fit(LocalSpark.rows(rows, Tables.SCHEMA, 3));

        assertThat(KeptAttachments.encoding(model.model()).orElseThrow().featureNames())
                .contains("town=NA");
        assertThat(model.transform(LocalSpark.rows(rows, Tables.SCHEMA, 2)).count())
                .isEqualTo(60);
    }

    @Test
    void aClassThatDoesNotOccurKeepsItsPlace() {
        List<Row> rows =
                Networks.rows(60).stream().filter(row -> row.getDouble(2) != 1).toList();
        EvenkeelClassificationModel seen = quick().fit(LocalSpark.rows(rows, VECTORS, 2));
        StructType named = new StructType()
                .add("id", IntegerType)
                .add("features", SQLDataTypes.VectorType())
                .add(NominalAttribute.defaultAttr()
                        .withName("label")
                        .withValues(new String[] {"red", "green", "blue", "grey"})
                        .toStructField());

        EvenkeelClassificationModel told = quick().fit(LocalSpark.rows(rows, named, 2));

        assertThat(seen.numClasses()).isEqualTo(3);
        assertThat(seen.transform(LocalSpark.rows(rows, VECTORS, 2))
                        .select("prediction")
                        .distinct()
                        .collectAsList())
                .allSatisfy(row -> assertThat(row.getDouble(0)).isIn(0.0, 2.0));
        assertThat(told.model().output().labels()).containsExactly("red", "green", "blue", "grey");
    }

    @Test
    void weightsCountInTheLossAsExamplesOfThatWeight() {
        StructType weighted = VECTORS.add("w", IntegerType);
        List<Row> rows = Networks.rows(70).stream()
                .map(row -> RowFactory.create(row.get(0), row.get(1), row.get(2), row.getInt(0) % 3))
                .toList();
        List<Example> examples = rows.stream()
                .map(row -> Example.of(Networks.floats(row.<Vector>getAs(1)), (int) row.getDouble(2))
                        .withWeight(row.getInt(3)))
                .toList();
        Dataset data = Datasets.of(Shape.of(4), Target.classes(3), examples);

        EvenkeelClassificationModel model = quick().setWeightCol("w").fit(LocalSpark.rows(rows, weighted, 3));

        assertThat(values(model.model()))
                .isEqualTo(values(trainer(data, 3).fit(data)))
                .isNotEqualTo(
                        values(quick().fit(LocalSpark.rows(rows, weighted, 3)).model()));
    }

    @Test
    void markedRowsAreMeasuredAndNotLearnt() {
        StructType marked = VECTORS.add("held", BooleanType);
        List<Row> rows = Networks.rows(70).stream()
                .map(row -> RowFactory.create(row.get(0), row.get(1), row.get(2), row.getInt(0) % 5 == 0))
                .toList();

        EvenkeelClassificationModel model = quick().setValidationIndicatorCol("held")
                .setPatience(1)
                .setEpochs(4)
                .fit(LocalSpark.rows(rows, marked, 3));

        TrainingSummary summary = model.summary();
        assertThat(summary.rows()).isEqualTo(56);
        assertThat(summary.validationRows()).isEqualTo(14);
        assertThat(summary.epochs())
                .isNotEmpty()
                .allSatisfy(epoch -> assertThat(epoch.validation()).containsKeys("loss", "accuracy"));
        assertThat(summary.objectiveHistory())
                .containsExactly(
                        summary.epochs().stream().mapToDouble(EpochReport::loss).toArray());
    }

    @Test
    void thresholdsChooseAsSparksClassifiersDo() {
        List<Row> rows = Networks.rows(50);
        EvenkeelClassificationModel model = quick().fit(LocalSpark.rows(rows, VECTORS, 2));

        model.setThresholds(new double[] {1e-9, 0.9, 0.9});

        assertThat(model.transform(LocalSpark.rows(rows, VECTORS, 2)).collectAsList())
                .allSatisfy(row -> assertThat(row.<Double>getAs("prediction")).isZero());
    }

    @Test
    void thresholdsAreOneForEachClass() {
        org.apache.spark.sql.Dataset<Row> rows = LocalSpark.rows(Networks.rows(50), VECTORS, 2);
        EvenkeelClassifier two = quick().setThresholds(new double[] {0.5, 0.5});
        assertThatThrownBy(() -> two.fit(rows))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "EvenkeelClassifier needs a threshold for each of 3 classes, but thresholds has 2. Give one for"
                                + " each class, in their order, or none");
        assertThatThrownBy(() -> two.transformSchema(indexed("hut", "flat", "house")))
                .as("classes that the label column names")
                .hasMessageContaining("a threshold for each of 3 classes, but thresholds has 2");
        assertThat(two.transformSchema(indexed("hut", "flat")).fieldNames()).contains("prediction");
        EvenkeelClassificationModel model = quick().fit(rows);
        assertThatThrownBy(() -> model.setThresholds(new double[] {1, 1})).hasMessageContaining("numClasses=3");
        model.set(model.thresholds(), new double[] {1, 1});
        assertThatThrownBy(() -> model.transform(rows))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("EvenkeelClassificationModel needs a threshold for each of 3 classes");
        assertThatThrownBy(() -> quick().setThresholds(new double[] {0.5, -1, 1}))
                .hasMessageContaining("thresholds");
        assertThatThrownBy(() -> quick().setThresholds(new double[] {0, 0, 1})).hasMessageContaining("thresholds");
    }

    @Test
    void classWeightsAreReadBeforeAnyWork() {
        assertThatThrownBy(() -> quick().setClassWeights("hut:5").transformSchema(VECTORS))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("EvenkeelClassifier needs 'balanced' alone or weights as 'pos=5' in classWeights, but got"
                        + " 'hut:5'");
        assertThatThrownBy(() -> quick().setClassWeights("0=1", "balanced").transformSchema(VECTORS))
                .hasMessageContaining("but got 'balanced'");
        assertThatThrownBy(() -> quick().setClassWeights("0=1", "0=2").transformSchema(VECTORS))
                .hasMessageContaining("has two weights for class '0'");
        assertThatThrownBy(() -> quick().setClassWeights("0=-1").transformSchema(VECTORS))
                .isInstanceOf(EvenkeelException.class);
        assertThatThrownBy(() -> quick().setClassWeights("hat=2").transformSchema(indexed("hut", "flat")))
                .hasMessageContaining(
                        "has a weight for class 'hat' in classWeights, but label column 'label' has no such"
                                + " class. Its classes are hut, flat");
        assertThat(quick().setClassWeights("hut=2")
                        .transformSchema(indexed("hut", "flat"))
                        .fieldNames())
                .contains("prediction");
        assertThat(quick().setClassWeights("balanced").transformSchema(VECTORS).fieldNames())
                .contains("prediction");
    }

    /** The schema, with a label of classes that a StringIndexer would have named so. */
    private static StructType indexed(String... names) {
        return new StructType(new StructField[] {
            VECTORS.fields()[0],
            VECTORS.fields()[1],
            NominalAttribute.defaultAttr().withName("label").withValues(names).toStructField()
        });
    }

    @Test
    void rowsThatCannotBeLearntFromAreNamed() {
        List<Row> rows = new ArrayList<>(Networks.rows(20));
        rows.set(11, RowFactory.create(11, Vectors.dense(1, Double.NaN, 0, 0), 1.0));
        assertThatThrownBy(() -> quick().fit(LocalSpark.rows(rows, VECTORS, 3)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("EvenkeelClassifier cannot learn from row 12, [[1.0,NaN,0.0,0.0], 1.0]: value 1 of column "
                        + "'features' is NaN, but it needs a finite number of 32 bits");
        rows.set(11, RowFactory.create(11, Vectors.dense(1, 2, 0, 0), 0.5));
        assertThatThrownBy(() -> quick().fit(LocalSpark.rows(rows, VECTORS, 3)))
                .hasMessageContaining("label column 'label' is 0.5, but classes are the whole numbers 0, 1, 2, ...");
        rows.set(11, RowFactory.create(11, Vectors.dense(1, 2, 0, 0), null));
        assertThatThrownBy(() -> quick().fit(LocalSpark.rows(rows, VECTORS, 3)))
                .hasMessageContaining("label column 'label' is missing");
        assertThatThrownBy(() -> quick().fit(LocalSpark.rows(List.of(), VECTORS, 2)))
                .hasMessageContaining("The DataFrame has no rows");
        List<Row> gaps = new ArrayList<>(Tables.rows(40));
        gaps.set(4, RowFactory.create(null, 2, "Ulm", true, "hut"));
        EvenkeelClassifier table =
                quick().setFeaturesCols("age", "rooms", "town", "garden").setLabelCol("kind");
        assertThatThrownBy(() -> table.fit(LocalSpark.rows(gaps, Tables.SCHEMA, 2)))
                .hasMessageContaining("DataFrame row 5: column 'age' is missing");
        assertThat(table.setMissing("impute")
                        .fit(LocalSpark.rows(gaps, Tables.SCHEMA, 2))
                        .summary()
                        .notes())
                .anySatisfy(note -> assertThat(note).startsWith("Column 'age': 1 missing values become"));
    }

    @Test
    void whatIsWrongWithSchemaOrParametersIsSaidBeforeAnyWork() {
        assertThatThrownBy(() -> quick().setLabelCol("lable").transformSchema(VECTORS))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("needs a column 'lable', but the DataFrame has none; did you mean 'label'?");
        assertThatThrownBy(() -> quick().setWeightCol("w").transformSchema(VECTORS.add("w", StringType)))
                .hasMessage("EvenkeelClassifier reads weights from column 'w', but it is STRING");
        assertThatThrownBy(() -> quick().setValidationIndicatorCol("v").transformSchema(VECTORS.add("v", DoubleType)))
                .hasMessageContaining("reads true or false from validation indicator column 'v', but it is DOUBLE");
        assertThatThrownBy(() -> quick().setMissing("impute").transformSchema(VECTORS))
                .hasMessageContaining("speak of named columns");
        assertThatThrownBy(() -> quick().setFeaturesCols("id", "label").transformSchema(VECTORS))
                .hasMessageContaining("reads column 'label' as the label, so it cannot be a feature too");
        assertThatThrownBy(
                        () -> quick().setFeaturesCols("t").transformSchema(VECTORS.add("t", DataTypes.TimestampType)))
                .hasMessageContaining("cannot read column 't', which is TIMESTAMP");
        assertThatThrownBy(() ->
                        quick().setNetwork("input: [3]\nlayers:\n  - nonsense").transformSchema(VECTORS))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> quick().setBatchSize(0)).hasMessageContaining("batchSize");
        assertThat(quick().transformSchema(VECTORS).fieldNames())
                .contains("rawPrediction", "probability", "prediction");
    }

    @Test
    void aNetworkOfOnesOwnIsTrained() {
        EvenkeelClassificationModel model = quick().setNetwork(
                        "input: [4]\nlayers:\n  - linear: 6\n  - layerNorm\n  - relu\n  - linear: 3")
                .fit(LocalSpark.rows(Networks.rows(40), VECTORS, 2));

        assertThat(model.model().network().nodes()).hasSize(4);
        assertThatThrownBy(() -> quick().setNetwork("input: [4]\nlayers:\n  - linear: 2")
                        .fit(LocalSpark.rows(Networks.rows(40), VECTORS, 2)))
                .hasMessageContaining("ends in an output [2], but 3 classes are to be predicted");
    }

    @Test
    void missingRulesOfTheModelAreThoseOfItsTraining() {
        List<Row> rows = Tables.rows(40);
        EvenkeelClassificationModel model = quick().setFeaturesCols("age", "rooms", "town", "garden")
                .setLabelCol("kind")
                .setMissing("impute")
                .fit(LocalSpark.rows(rows, Tables.SCHEMA, 2));

        assertThat(KeptAttachments.encoding(model.model()).orElseThrow().missing())
                .isEqualTo(Missing.IMPUTE);
        assertThat(model.transform(LocalSpark.rows(
                                List.of(RowFactory.create(null, null, null, null, "hut")), Tables.SCHEMA, 1))
                        .first()
                        .<Double>getAs("prediction"))
                .isFinite();
    }
}

package dev.evenkeel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
    @TempDir
    Path folder;

    private final Dataset<Row> homes = LocalSpark.rows(Tables.rows(60), Tables.SCHEMA, 3);

    private static EvenkeelClassifier quick() {
        return new EvenkeelClassifier().setHiddenLayers(8).setEpochs(2);
    }

    @Test
    void aPipelineIsFittedSavedAndReadInSparksOwnWay() throws Exception {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("kind").setOutputCol("label"),
            new VectorAssembler().setInputCols(new String[] {"age", "rooms"}).setOutputCol("features"),
            quick().setSeed(3)
        });
        pipeline.save(folder.resolve("pipeline").toString());
        PipelineModel model =
                Pipeline.load(folder.resolve("pipeline").toString()).fit(homes);

        model.save(folder.resolve("model").toString());
        PipelineModel read = PipelineModel.load(folder.resolve("model").toString());

        assertThat(read.transform(homes).collectAsList())
                .isEqualTo(model.transform(homes).collectAsList());
        EvenkeelClassificationModel stage = (EvenkeelClassificationModel) read.stages()[2];
        assertThat(stage.hasSummary()).isTrue();
        assertThat(stage.summary().epochs()).hasSize(2);
        assertThat(stage.model().output().labels()).containsExactlyInAnyOrder("house", "flat", "hut");
        assertThat(stage.uid()).isEqualTo(((EvenkeelClassificationModel) model.stages()[2]).uid());
    }

    @Test
    void crossValidationAndASplitChooseAmongParameters() throws Exception {
        EvenkeelClassifier classifier = quick().setFeaturesCols("age", "rooms", "town", "garden");
        Dataset<Row> indexed = new StringIndexer()
                .setInputCol("kind")
                .setOutputCol("label")
                .fit(homes)
                .transform(homes);
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.learningRate(), new double[] {0.001, 0.01})
                .build();
        CrossValidatorModel validated = new CrossValidator()
                .setEstimator(classifier)
                .setEstimatorParamMaps(grid)
                .setEvaluator(new MulticlassClassificationEvaluator())
                .setNumFolds(2)
                .setSeed(1)
                .fit(indexed);
        validated.save(folder.resolve("validated").toString());
        CrossValidatorModel read =
                CrossValidatorModel.load(folder.resolve("validated").toString());

        TrainValidationSplitModel split = new TrainValidationSplit()
                .setEstimator(classifier)
                .setEstimatorParamMaps(grid)
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
                .setSeed(1)
                .fit(indexed);

        assertThat(validated.avgMetrics()).hasSize(2);
        assertThat(read.transform(indexed).collectAsList())
                .isEqualTo(validated.transform(indexed).collectAsList());
        assertThat(split.validationMetrics()).hasSize(2);
    }

    @Test
    void oneVsRestTakesItForAClassifier() {
        Dataset<Row> ready = new VectorAssembler()
                .setInputCols(new String[] {"age", "rooms"})
                .setOutputCol("features")
                .transform(new StringIndexer()
                        .setInputCol("kind")
                        .setOutputCol("label")
                        .fit(homes)
                        .transform(homes))
                .withColumn("weight", functions.lit(2.0));

        Dataset<Row> predicted = new OneVsRest()
                .setClassifier(quick())
                .setWeightCol("weight")
                .fit(ready)
                .transform(ready);

        assertThat(predicted.select("prediction").distinct().collectAsList())
                .allSatisfy(row -> assertThat(row.getDouble(0)).isIn(0.0, 1.0, 2.0));
    }

    @Test
    void aRegressorPredictsInTheUnitOfItsLabel() throws Exception {
        Dataset<Row> priced = homes.withColumn("price", functions.expr("1000 + 50 * rooms + age"));
        EvenkeelRegressor regressor = new EvenkeelRegressor()
                .setFeaturesCols("age", "rooms", "town")
                .setLabelCol("price")
                .setHiddenLayers(16)
                .setDropout(0)
                .setEpochs(60);
        EvenkeelRegressionModel model = regressor.fit(priced);

        double error = new RegressionEvaluator().setLabelCol("price").evaluate(model.transform(priced));

        assertThat(error).isLessThan(60);
        regressor.save(folder.resolve("regressor").toString());
        EvenkeelRegressor read =
                EvenkeelRegressor.load(folder.resolve("regressor").toString());
        assertThat(told(read)).isEqualTo(told(regressor));
        assertThat(read.getHiddenLayers()).containsExactly(16);
        model.save(folder.resolve("model").toString());
        assertThat(EvenkeelRegressionModel.load(folder.resolve("model").toString())
                        .transform(priced)
                        .collectAsList())
                .isEqualTo(model.transform(priced).collectAsList());
        assertThat(EvenkeelModel.load(folder.resolve("model")
                                .resolve("model.safetensors")
                                .toString())
                        .transform(priced)
                        .collectAsList())
                .isEqualTo(model.transform(priced).collectAsList());
    }

    /** What it says of its parameters, without the addresses of arrays. */
    private static String told(EvenkeelRegressor regressor) {
        return regressor.explainParams().replaceAll("@[0-9a-f]+", "");
    }

    @Test
    void copiesKeepParametersAndAreIndependent() {
        EvenkeelClassifier one = quick().setSeed(5);
        EvenkeelClassifier other = one.copy(new ParamMap().put(one.epochs(), 9));

        assertThat(other.uid()).isEqualTo(one.uid());
        assertThat(other.getSeed()).isEqualTo(5);
        assertThat(other.getOrDefault(other.epochs())).isEqualTo(9);
        assertThat(one.getOrDefault(one.epochs())).isEqualTo(2);
        assertThat(one.explainParams())
                .contains("hiddenLayers: features of each hidden block of the built-in network")
                .contains("seed: root of initial values, order and dropout (default: 1, current: 5)");
    }

    @Test
    @SuppressWarnings("rawtypes")
    void sparkConnectFindsTheStages() throws Exception {
        List<Class<?>> stages = new ArrayList<>();
        ServiceLoader.load(Estimator.class).stream().forEach(provider -> stages.add(provider.type()));
        ServiceLoader.load(Transformer.class).stream().forEach(provider -> stages.add(provider.type()));

        assertThat(stages)
                .contains(
                        EvenkeelClassifier.class,
                        EvenkeelRegressor.class,
                        EvenkeelModel.class,
                        EvenkeelClassificationModel.class,
                        EvenkeelRegressionModel.class);
    }
}

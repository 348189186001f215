package dev.evenkeel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.model.Model;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class EvenkeelFunctionTest {
    private final SparkSession spark = LocalSpark.session();

    @Test
    void aTablesModelTakesItsColumnsOrAStructOfThem() {
        List<Row> rows = Tables.rows(40);
        EvenkeelModel model = EvenkeelModel.of(Tables.model(Tables.rows(60), Missing.REFUSE));
        EvenkeelFunction.register(spark, "kind_of", model);
        EvenkeelFunction.registerProbabilities(spark, "kinds_of", model);
        LocalSpark.rows(rows, Tables.SCHEMA, 3).createOrReplaceTempView("homes");
        List<Row> expected = model.transform(spark.table("homes")).collectAsList();

        List<Row> answers = spark.sql(
                        "SELECT kind_of(age, rooms, town, garden), kinds_of(age, rooms, town, garden), "
                                + "kind_of(named_struct('town', town, 'age', age, 'garden', garden, 'rooms', rooms)) FROM homes")
                .collectAsList();

        for (int row = 0; row < rows.size(); row++) {
            assertThat(answers.get(row).getString(0))
                    .isEqualTo(expected.get(row).<String>getAs("predictedLabel"))
                    .isEqualTo(answers.get(row).getString(2));
            assertThat(answers.get(row).<Double>getList(1))
                    .containsExactly(boxed(expected.get(row).<Vector>getAs("probability")));
        }
    }

    private static Double[] boxed(Vector vector) {
        return Arrays.stream(vector.toArray()).boxed().toArray(Double[]::new);
    }

    @Test
    void anyOtherModelTakesAnArrayOrNumbers() {
        Model model = Networks.classifier();
        EvenkeelFunction.register(spark, "guess", EvenkeelModel.of(model));

        Row answer = spark.sql("SELECT guess(0.5, 1, -2, CAST(3 AS FLOAT)), guess(array(0.5D, 1D, -2D, 3D))")
                .first();

        int expected = model.freeze().classify(new float[] {0.5f, 1, -2, 3});
        assertThat(answer.getDouble(0)).isEqualTo(expected);
        assertThat(answer.getDouble(1)).isEqualTo(expected);
    }

    @Test
    void whatIsWrongWithACallIsSaidWhenItIsAnalysed() {
        EvenkeelFunction.register(spark, "guess", EvenkeelModel.of(Networks.classifier()));
        EvenkeelFunction.register(spark, "kind_of", EvenkeelModel.of(Tables.model(Tables.rows(60), Missing.REFUSE)));

        assertThatThrownBy(() -> spark.sql("SELECT guess(1, 2)"))
                .hasMessageContaining("Function 'guess' takes one vector or array, or 4 numbers, but got 2 arguments");
        assertThatThrownBy(() -> spark.sql("SELECT guess(1, 2, 3, 'x')"))
                .hasMessageContaining("guess reads column 'argument 4' as a number, but it is STRING");
        assertThatThrownBy(() -> spark.sql("SELECT kind_of(1, 2)"))
                .hasMessageContaining("takes the columns age, rooms, town, garden in this order");
        assertThatThrownBy(() -> spark.sql("SELECT kind_of(1, 2, 'Ulm', CAST(NULL AS BOOLEAN))")
                        .collectAsList())
                .hasStackTraceContaining("kind_of(1,2,Ulm,null): column 'garden' is missing");
        assertThatThrownBy(() -> EvenkeelFunction.registerProbabilities(
                        spark, "values_of", EvenkeelModel.of(Networks.regressor())))
                .hasMessageContaining("Function 'values_of' is to give probabilities");
    }
}

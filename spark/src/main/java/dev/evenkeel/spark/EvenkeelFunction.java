package dev.evenkeel.spark;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.spark.rows.Fields;
import dev.evenkeel.spark.scoring.HeldModel;
import dev.evenkeel.spark.scoring.OutputColumns;
import dev.evenkeel.spark.scoring.ScoreCall;
import dev.evenkeel.spark.scoring.Scorer;
import dev.evenkeel.spark.scoring.ScoringSettings;
import dev.evenkeel.spark.scoring.Unfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * A model as a function of SQL, for the time of a session:
 *
 * <pre>{@code
 * EvenkeelFunction.register(spark, "predict", EvenkeelModel.load("wine.safetensors"));
 * spark.sql("SELECT predict(alcohol, malic_acid, ash) FROM wines");
 * }</pre>
 *
 * <p>A model of a table takes its columns in the order in which it learnt them, or one struct with fields of their names; any other
 * one vector, one array of numbers, or as many numbers as it reads. The wrong number or types of arguments are an error
 * when the query is analysed, and a value that cannot be an input is one at its row.
 *
 * <p>Rows are computed one by one, to the same bits as by {@link EvenkeelModel#transform}, which is several times as fast.
 */
public final class EvenkeelFunction {
    private EvenkeelFunction() {}

    /**
     * Registers a function that gives the likeliest class, by its name if it has one and else by its place, or the value; of
     * several values an array.
     */
    public static void register(SparkSession session, String name, EvenkeelModel model) {
        register(session, name, model.held(), ScoreCall.Answer.PREDICTION);
    }

    /**
     * Registers a function that gives an array of the probabilities of all classes.
     *
     * @throws EvenkeelException if the model's outputs are values
     */
    public static void registerProbabilities(SparkSession session, String name, EvenkeelModel model) {
        register(session, name, model.held(), ScoreCall.Answer.PROBABILITIES);
    }

    private static void register(SparkSession session, String name, HeldModel model, ScoreCall.Answer answer) {
        if (!(session instanceof org.apache.spark.sql.classic.SparkSession classic)) {
            throw new EvenkeelException("Function '" + name + "' can be registered where a session runs, but "
                    + session.getClass().getName() + " is a client's: let the server register it");
        }
        DataType type = ScoreCall.type(name, model.scorer().outputs(), answer);
        classic.sessionState()
                .functionRegistry()
                .createOrReplaceTempFunction(
                        name,
                        new AbstractFunction1<>() {
                            @Override
                            public Expression apply(Seq<Expression> arguments) {
                                return call(
                                        session,
                                        name,
                                        model,
                                        answer,
                                        type,
                                        List.copyOf(CollectionConverters.asJava(arguments)));
                            }
                        },
                        "scala_udf");
    }

    private static Expression call(
            SparkSession session,
            String name,
            HeldModel model,
            ScoreCall.Answer answer,
            DataType type,
            List<Expression> arguments) {
        Expression struct = struct(name, model.scorer(), arguments);
        StructType schema = (StructType) struct.dataType();
        boolean vectors = schema.length() == 1
                && (Fields.isVector(schema.fields()[0].dataType()) || Fields.isArray(schema.fields()[0].dataType()));
        ScoringSettings settings = new ScoringSettings(
                name,
                schema.length() == 1 ? schema.fieldNames()[0] : "features",
                vectors,
                vectors ? List.of() : List.of(schema.fieldNames()),
                new OutputColumns("", "", "", ""),
                Optional.empty(),
                Unfit.ERROR);
        return new ScalaUDF(
                model.call(session, schema, settings, answer),
                type,
                seq(List.of(struct)),
                seq(List.of(Option.empty())),
                Option.empty(),
                Option.apply(name),
                true,
                true);
    }

    /** The arguments as one struct with a field for each. */
    private static Expression struct(String name, Scorer scorer, List<Expression> arguments) {
        if (arguments.size() == 1 && arguments.get(0).dataType() instanceof StructType) {
            return arguments.get(0);
        }
        boolean vectors = arguments.size() == 1
                && (Fields.isVector(arguments.get(0).dataType())
                        || Fields.isArray(arguments.get(0).dataType()));
        List<String> names = vectors
                ? List.of("features")
                : scorer.encoding()
                        .map(TableEncoding::columns)
                        .orElseGet(() -> numbered(scorer.predictor().input().size()));
        if (arguments.size() != names.size()) {
            throw new EvenkeelException("Function '" + name + "' takes "
                    + (scorer.encoding().isPresent()
                            ? "the columns " + String.join(", ", names) + " in this order, or one struct of them (those"
                                    + " that training left out are not among them)"
                            : "one vector or array, or " + names.size() + " numbers")
                    + ", but got " + arguments.size() + (arguments.size() == 1 ? " argument" : " arguments"));
        }
        List<Expression> parts = new ArrayList<>();
        for (int place = 0; place < names.size(); place++) {
            parts.add(Literal.create(names.get(place), DataTypes.StringType));
            parts.add(arguments.get(place));
        }
        return new CreateNamedStruct(seq(parts));
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(place -> "argument " + (place + 1))
                .toList();
    }

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }
}

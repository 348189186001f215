package dev.evenkeel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import py4j.reflection.MethodInvoker;
import py4j.reflection.ReflectionEngine;

/** What the guide has Python call, as PySpark's gateway to the JVM finds and calls it: by names and by the types of what it is given. */
class PythonCallsTest {
    private static final ReflectionEngine GATEWAY = new ReflectionEngine();

    @TempDir
    private Path folder;

    private static Object call(Object object, String method, Object... arguments) {
        MethodInvoker found = GATEWAY.getMethod(object, method, arguments);
        return GATEWAY.invoke(object, found, arguments);
    }

    private static Object callStatic(Class<?> type, String method, Object... arguments) {
        Class<?>[] types = Stream.of(arguments).map(Object::getClass).toArray(Class<?>[]::new);
        return GATEWAY.invoke(null, GATEWAY.getMethod(type, method, types), arguments);
    }

    /** The gateway does not see setters that a class inherits from an interface. */
    private static void set(Object stage, String parameter, Object value) {
        call(stage, "set", call(stage, "getParam", parameter), value);
    }

    @Test
    void modelsAreTrainedSavedReadAndUsed() {
        Dataset<Row> homes = LocalSpark.rows(Tables.rows(80), Tables.SCHEMA, 2);
        Object classifier = GATEWAY.invoke(
                null, GATEWAY.getConstructor("dev.evenkeel.spark.EvenkeelClassifier", new Object[0]), new Object[0]);
        set(classifier, "featuresCols", new String[] {"age", "rooms", "town", "garden"});
        set(classifier, "labelCol", "kind");
        set(classifier, "epochs", 2);
        set(classifier, "learningRate", 0.01);
        set(classifier, "seed", 7L);
        Object trained = call(classifier, "fit", homes);
        assertThat(((Dataset<?>) call(trained, "transform", homes)).columns()).contains("predictedLabel");

        String saved = folder.resolve("homes").toString();
        call(call(call(trained, "write"), "overwrite"), "save", saved);
        Object read = callStatic(EvenkeelModel.class, "load", saved + "/model.safetensors");
        assertThat(((Dataset<?>) call(read, "transform", homes)).columns()).contains("predictedLabel");
        Object other = callStatic(EvenkeelModel.class, "of", call(trained, "model"));
        assertThat(((Dataset<?>) call(other, "transform", homes)).columns()).contains("predictedLabel");
        callStatic(EvenkeelFunction.class, "register", LocalSpark.session(), "kind_of", read);
        assertThat(homes.selectExpr("kind_of(age, rooms, town, garden) AS kind")
                        .distinct()
                        .collectAsList())
                .allSatisfy(row -> assertThat(List.of("house", "hut", "flat")).contains(row.getString(0)));
    }
}

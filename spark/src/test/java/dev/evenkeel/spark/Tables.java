package dev.evenkeel.spark;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.data.table.TableSource;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.train.Trainer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A small table of mixed types, as rows and as the CSV file of the same. */
final class Tables {
    static final StructType SCHEMA = new StructType()
            .add("age", DoubleType)
            .add("rooms", IntegerType)
            .add("town", StringType)
            .add("garden", BooleanType)
            .add("kind", StringType);

    private Tables() {}

    static List<Row> rows(int count) {
        Random random = new Random(5);
        List<Row> rows = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            double age = Math.round(random.nextDouble() * 1000) / 10.0;
            int rooms = 1 + random.nextInt(6);
            String town = List.of("Bonn", "Ulm", "Köln").get(random.nextInt(3));
            boolean garden = random.nextBoolean();
            String kind = age + 10 * rooms + (garden ? 20 : 0) > 95 ? "house" : town.equals("Ulm") ? "flat" : "hut";
            rows.add(RowFactory.create(age, rooms, town, garden, kind));
        }
        return rows;
    }

    static Table csv(List<Row> rows) {
        StringBuilder text = new StringBuilder(String.join(",", SCHEMA.fieldNames()) + "\n");
        for (Row row : rows) {
            for (int place = 0; place < row.size(); place++) {
                text.append(place == 0 ? "" : ",").append(row.isNullAt(place) ? "" : row.get(place));
            }
            text.append('\n');
        }
        return TableReader.read(TableSource.of("rows.csv", text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** A model of {@code kind}, as the command line trains it on the CSV file. */
    static Model model(List<Row> rows, Missing missing) {
        Table table = csv(rows);
        TableEncoding encoding =
                TableEncoding.fit(table, EncodingRules.defaults().target("kind").missing(missing));
        Dataset data = encoding.dataset(table);
        return Trainer.of(Mlp.of(List.of(8)).network(data.inputShape(), 3))
                .epochs(2)
                .batchSize(16)
                .threads(1)
                .fit(data)
                .withAttachment(KeptAttachments.ENCODING, encoding.toJson().toString());
    }
}

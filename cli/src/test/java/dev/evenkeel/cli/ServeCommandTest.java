package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.command.CommandRunner;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code evenkeel serve}, called in this process where it stops at once, and as a process of its own. */
@Timeout(240)
class ServeCommandTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void train() throws IOException {
        Path flowers = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(200));
        run = folder.resolve("flowers run");
        CommandCall trained = CommandCall.of("train", "--data", flowers, "--epochs", 2, "--out", run);
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    private static CommandCall served(Object... arguments) {
        return CommandCall.of(Interruption.atOnce(), arguments);
    }

    @Test
    void tellsTheAddressTheModelsAndWhatToTry() {
        CommandCall call = served("serve", "flowers=" + run, "--port", 0);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out())
                .containsPattern("Serving flowers at http://127\\.0\\.0\\.1:[1-9][0-9]+\n")
                .containsPattern("curl -s http://127\\.0\\.0\\.1:[0-9]+/v2/models/flowers/infer -d '\\{\"inputs\":")
                .contains("Status page: ", "/metrics");
        assertThat(call.err())
                .contains("\"event\":\"started\"", "\"event\":\"stopped\"")
                .doesNotContain("SLF4J");
    }

    @Test
    void answersProgramsWithOneLine() {
        CommandCall call = served("serve", run, "--port", 0, "--json");

        JsonObject json = Json.parse(call.out()).asObject();
        assertThat(json.string("command")).isEqualTo("serve");
        assertThat(json.array("models").toStrings()).containsExactly("flowers run");
        assertThat(json.string("address")).startsWith("http://127.0.0.1:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve | serve needs a MODEL, or --models DIR",
                "serve x --port 70000 | --port needs a port from 0 to 65535",
                "serve x --port here | --port needs a whole number, from 0 to 65535, but got 'here'",
                "serve x --tls-key k | --tls-key and --tls-certificate need each other",
                "serve x --open --token-file t | leave one of them out",
                "serve x --max-body 0 | --max-body needs 1 to 1024 MiB",
                "serve x --request-time 0 | --request-time needs a number above 0",
                "serve x --collect EMPTY | it needs a file or a folder, but got an empty name",
                "serve x --host EMPTY | --host needs a name or an address, but got an empty one",
                "serve x --queue 0 | --queue needs 1 or more",
                "serve x --look-every 0 | --look-every needs a number above 0"
            })
    void whatIsCalledWronglyIsToldInOneSentence(String line, String words) {
        CommandCall call = served((Object[]) line.strip().replace("EMPTY", "").split(" ", -1));

        assertThat(call.code()).isEqualTo(CommandRunner.USAGE);
        assertThat(call.err()).contains(words.strip()).doesNotContain("\tat ");
    }

    @Test
    void whatCannotBeServedIsToldInOneSentence() throws IOException {
        CommandCall missing = served("serve", folder.resolve("none"), "--port", 0);
        assertThat(missing.code()).isEqualTo(Answer.FAILED);
        assertThat(missing.err()).contains("There is no model").doesNotContain("\tat ", "This should not happen");

        CommandCall open = served("serve", run, "--port", 0, "--host", "0.0.0.0");
        assertThat(open.code()).isEqualTo(Answer.FAILED);
        assertThat(open.err()).contains("--token-file", "--open").doesNotContain("\tat ");

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandCall call = served("serve", run, "--port", taken.getLocalPort());
            assertThat(call.code()).isEqualTo(Answer.FAILED);
            assertThat(call.err())
                    .contains("Port " + taken.getLocalPort() + " of 127.0.0.1 cannot be had", "0 for any free one")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aProcessAnswersItsOwnExampleAndEndsWellBySigterm() throws Exception {
        ServerProcess server = ServerProcess.start(folder, List.of("flowers=" + run, "--log-requests"));
        Matcher curl = Pattern.compile("curl -s (\\S+) -d '(.*)'").matcher(server.told());
        assertThat(curl.find()).as(server.told()).isTrue();

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(curl.group(1)))
                                .POST(BodyPublishers.ofString(curl.group(2)))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject json = Json.parse(answer.body()).asObject();
        assertThat(json.string("model_name")).isEqualTo("flowers");
        assertThat(answer.body()).contains("\"label\"", "\"probabilities\"");
        assertThat(server.end()).contains("\"event\":\"request\"", "\"drained\":true");
    }
}

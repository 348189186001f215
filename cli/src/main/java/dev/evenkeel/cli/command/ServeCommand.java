package dev.evenkeel.cli.command;

import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.model.ServedReader;
import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.cli.option.ListenOptions;
import dev.evenkeel.cli.option.ServerLimitOptions;
import dev.evenkeel.cli.option.ThreadsOption;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.Collecting;
import dev.evenkeel.serve.ServedFiles;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.ServerSettings.LoggedRequests;
import dev.evenkeel.serve.http.Server;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel serve}. */
@Command(
        name = "serve",
        sortOptions = false,
        header = "Serves models over HTTP, by the Open Inference Protocol v2.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Each model is at /v2/models/NAME, which tells what it takes, with an example; it infers at",
            "/v2/models/NAME/infer. Metrics for Prometheus are at /metrics, a status page at /. Ctrl-C or SIGTERM ends the",
            "server once the requests under way are answered; the exit code is 0. Log lines are JSON, on standard error.",
            "",
            "Examples:",
            "  evenkeel serve run-iris-seed1",
            "  evenkeel serve flowers=run-iris-seed1 digits.onnx --port 9000",
            "  evenkeel serve flowers=run-iris-seed1 --collect inputs",
            "  evenkeel serve --models models/ --host 0.0.0.0 --token-file token"
        })
final class ServeCommand extends Action {
    private static final int MAX_SHOWN = 2000;

    private final Interruption interruption;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL",
            description =
                    "A model.safetensors that training wrote, its folder, or an .onnx file; NAME=MODEL gives it a "
                            + "name. Otherwise it is called as its file, or as the folder of model.safetensors.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "A folder of models, as NAME.safetensors, NAME.onnx, NAME/model.safetensors or "
                    + "NAME/VERSION/model.safetensors, that are loaded, exchanged and retired as they appear, change "
                    + "and go.")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = "--look-every",
            paramLabel = "S",
            description = "Seconds after which the folder is looked at again; 2 by default.")
    private double lookEvery = 2;

    @Mixin
    private final ListenOptions listening = new ListenOptions();

    @Mixin
    private final ServerLimitOptions limits = new ServerLimitOptions();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--log-requests", description = "A log line for each request.")
    private boolean logsRequests;

    @Option(
            names = "--collect",
            paramLabel = "DIR",
            description = "Keeps a sample of the inputs of each model in DIR, as MODEL.inputs.csv (rows of a table) or "
                    + "MODEL.inputs.safetensors, for drift and recalibrate. Without it no input is kept.")
    private Optional<Path> collect = Optional.empty();

    @Option(
            names = "--collect-limit",
            paramLabel = "N",
            description = "Examples of each model that are kept, up to 64 MiB; 4,096 by default.")
    private Optional<Integer> collectLimit = Optional.empty();

    ServeCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    public Answer answer() {
        ServerSettings settings = listening
                .applied(ServerSettings.standard())
                .withLimits(limits.limits())
                .logging(
                        line -> console().note(line.toString()),
                        logsRequests ? LoggedRequests.ALL : LoggedRequests.NONE);
        ServedFiles files = files();
        return interruption.during(() -> {
            try (Server server = Server.start(settings, files)) {
                (isForPrograms() ? console().err() : console().out()).print(told(server));
                console().flush();
                interruption.await();
                return ended(server);
            }
        });
    }

    private ServedFiles files() {
        if (models.isEmpty() && folder.isEmpty()) {
            throw new UsageException("serve needs a MODEL, or --models DIR with models in it");
        }
        Limits.positive("--look-every", lookEvery);
        int limit = collectLimit.orElse(Collecting.DEFAULT_LIMIT);
        Limits.atLeastOne("--collect-limit", limit);
        if (collectLimit.isPresent() && collect.isEmpty()) {
            throw new UsageException("--collect-limit says how many inputs are kept: say where, too, by --collect DIR");
        }
        ServedFiles files = ServedFiles.readBy(new ServedReader(console())).with(limits.batching(threads.count()));
        for (String model : models) {
            files = files.and(model);
        }
        Duration interval = Duration.ofMillis((long) Math.max(1, Math.min(lookEvery, 86_400) * 1e3));
        ServedFiles watched = folder.isPresent() ? files.watching(folder.get(), interval) : files;
        return collect.isPresent() ? watched.keeping(new Collecting(collect.get(), limit)) : watched;
    }

    /** What a newcomer does next. */
    private String told(Server server) {
        StringBuilder text = new StringBuilder();
        List<String> names = server.models();
        text.append("Serving ")
                .append(names.isEmpty() ? "no model yet" : String.join(", ", names))
                .append(" at ")
                .append(server.address())
                .append('\n');
        if (!names.isEmpty()) {
            text.append("\nTry:\n  ").append(example(server, names.get(0))).append('\n');
        }
        return text.append("\nStatus page: ")
                .append(server.address())
                .append("/   Metrics: ")
                .append(server.address())
                .append("/metrics   End: Ctrl-C\n")
                .toString();
    }

    private String example(Server server, String name) {
        String model = server.address() + "/v2/models/" + escaped(name);
        String curl = "curl -s" + listening.forCurl() + " ";
        Optional<String> body = server.example(name).map(JsonObject::toString);
        if (body.isEmpty() || body.get().length() > MAX_SHOWN) {
            return curl + model;
        }
        return curl + model + "/infer -d '" + body.get().replace("'", "'\\''") + "'";
    }

    private static String escaped(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Answer ended(Server server) {
        return new Answer(
                "",
                JsonObject.of()
                        .with("command", "serve")
                        .with("address", server.address().toString())
                        .with("models", JsonArray.ofStrings(server.models())));
    }
}

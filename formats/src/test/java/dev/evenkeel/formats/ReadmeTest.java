package dev.evenkeel.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theNetworkInTheReadmeIsOne() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int begin = readme.indexOf("```yaml\n") + "```yaml\n".length();
        Network network = YamlNetwork.parse("README.md", readme.substring(begin, readme.indexOf("```", begin)));
        assertThat(network.output()).isEqualTo(Shape.of(10));
        assertThat(network.nodes()).hasSize(12);
    }
}

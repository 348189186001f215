package dev.evenkeel.formats;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.text.Suggestion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Networks in YAML 1.2, in the words of the Java API:
 *
 * <pre>{@code
 * input: [20]
 * layers:
 *   - linear: 32
 *   - batchNorm: {epsilon: 1e-3}
 *   - relu
 *   - dropout: 0.5
 *   - residual: [linear: 32, batchNorm, relu]
 *   - linear: 3
 * }</pre>
 *
 * <p>An entry may also say {@code name} and {@code inputs}, as in {@link NetworkJson}. A file need not be trusted: its size,
 * its aliases and its depth have bounds, and every error is an {@link EvenkeelException} with file, line and column.
 */
public final class YamlNetwork {
    private static final long MAX_BYTES = 1 << 24;

    private YamlNetwork() {}

    /** The network a file in UTF-8 describes. @throws EvenkeelException that says where and what is wrong */
    public static Network read(Path file) {
        return parse(String.valueOf(file.getFileName()), text(file));
    }

    /**
     * The network a text describes.
     *
     * @param name of the text in messages, as the file's name
     * @throws EvenkeelException that says where and what is wrong
     */
    public static Network parse(String name, String text) {
        return parse(name, text, LayerRegistry.standard());
    }

    /** As {@link #parse(String, String)}, with layers of one's own. */
    public static Network parse(String name, String text, LayerRegistry registry) {
        YamlDocument document = YamlDocument.parse(name, text);
        try {
            return NetworkJson.read(document.value(), registry);
        } catch (DescriptionException wrong) {
            throw new EvenkeelException(document.located(wrong), wrong);
        } catch (EvenkeelException wrong) {
            throw new EvenkeelException(name + ": " + wrong.getMessage(), wrong);
        }
    }

    /** A network as YAML; {@link #parse(String, String)} gives an equal one. */
    public static String write(Network network) {
        return YamlText.of(NetworkJson.write(network));
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new EvenkeelException(
                        file + " is larger than " + MAX_BYTES + " bytes, too large for a network's description");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (NoSuchFileException missing) {
            throw new EvenkeelException(file + " does not exist" + Suggestion.nearFile(file), missing);
        } catch (CharacterCodingException other) {
            throw new EvenkeelException(file + " is not text in UTF-8: save it in that encoding", other);
        } catch (IOException failed) {
            throw new EvenkeelException(file + " cannot be read: " + failed.getMessage(), failed);
        }
    }
}

package dev.evenkeel.serve.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any body is either refused with a {@link ProtocolException} of status 400 or read as a request whose tensors fit their
 * shapes; never anything else, and in memory of a multiple of the body. The first two bytes tell the length of the
 * JSON. In the suite only the seeds run. To search for counterexamples:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl serve -am test -Dtest=RequestFuzzTest -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class RequestFuzzTest {
    private static final long ONE_SECOND = 1_000_000_000;
    private static final long MULTIPLE = 200;
    private static final long FIXED_MEMORY = 1 << 20;
    private static final int NO_LENGTH = 0xffff;

    static Stream<Arguments> bodies() {
        return Stream.of(
                        whole(
                                "{'inputs':[{'name':'x','shape':[2,2],'datatype':'FP32','data':[[1,-2.5e-3],[0.1,1e38]]}]}"),
                        whole(
                                "{'id':'\\u00e4','outputs':[{'name':'o','parameters':{'binary_data':true}}],'inputs':[{'data':"
                                        + "['a','\\n'],'name':'x','shape':[2],'datatype':'BYTES'}],'parameters':{'p':1}}"),
                        whole(
                                "{'inputs':[{'name':'x','shape':[3],'datatype':'UINT64','data':[18446744073709551615,1e3,0]}]}"),
                        whole(
                                "{'inputs':[{'name':'x','shape':[999999999999],'datatype':'BOOL','data':[true]}],'a':{'b':[[]]}}"),
                        withTensors(
                                "{'inputs':[{'name':'x','shape':[2],'datatype':'FP16','parameters':{'binary_data_size':4}},"
                                        + "{'name':'y','shape':[1],'datatype':'BYTES','parameters':{'binary_data_size':5}}]}",
                                0,
                                0x3c,
                                0,
                                0x40,
                                1,
                                0,
                                0,
                                0,
                                'a'),
                        withTensors(
                                "{'inputs':[{'name':'x','shape':[1,0],'datatype':'INT64','parameters':{'binary_data_size':0}}]}"),
                        whole("["),
                        new byte[0])
                .map(body -> Arguments.of((Object) body));
    }

    private static byte[] whole(String json) {
        return prefixed(NO_LENGTH, Requests.bytes(json));
    }

    private static byte[] withTensors(String json, int... tensors) {
        byte[] binary = new byte[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            binary[i] = (byte) tensors[i];
        }
        return prefixed(Requests.bytes(json).length, Requests.body(json, binary));
    }

    private static byte[] prefixed(int length, byte[] body) {
        byte[] prefixed = new byte[body.length + 2];
        prefixed[0] = (byte) (length >> 8);
        prefixed[1] = (byte) length;
        System.arraycopy(body, 0, prefixed, 2, body.length);
        return prefixed;
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "5m")
    void bodiesAreRefusedOrRead(byte[] bytes) {
        int length = bytes.length < 2 ? NO_LENGTH : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        byte[] body = Arrays.copyOfRange(bytes, Math.min(2, bytes.length), bytes.length);
        OptionalInt jsonLength = length == NO_LENGTH ? OptionalInt.empty() : OptionalInt.of(length);
        // Classes that are loaded for the first time are no memory of the request.
        requireRefusedOrFit(body, jsonLength);
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        long memory = thread.getCurrentThreadAllocatedBytes();
        requireRefusedOrFit(body, jsonLength);
        assertThat(thread.getCurrentThreadAllocatedBytes() - memory).isLessThan(FIXED_MEMORY + MULTIPLE * body.length);
        assertThat(thread.getCurrentThreadCpuTime() - start).isLessThan(ONE_SECOND);
    }

    private static void requireRefusedOrFit(byte[] body, OptionalInt jsonLength) {
        InferRequest request;
        try {
            request = RequestReader.read(body, jsonLength);
        } catch (ProtocolException refused) {
            if (refused.status() != 400
                    || refused.sentence().isBlank()
                    || refused.sentence().contains("\n")) {
                throw new AssertionError(refused);
            }
            return;
        }
        for (InputTensor input : request.inputs()) {
            if (Shapes.elements(input.shape()) != input.data().size()) {
                throw new AssertionError(input.name());
            }
        }
    }
}

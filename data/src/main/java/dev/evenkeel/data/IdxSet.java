package dev.evenkeel.data;

import dev.evenkeel.data.download.RemoteFile;
import dev.evenkeel.data.image.Idx;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A set of images in four IDX files.
 *
 * @param place the address of the folder that holds them
 * @param labels what its classes mean, in order
 * @param hashes the SHA-256 of its files: training images and labels, test images and labels
 */
record IdxSet(String label, URI place, List<String> labels, List<String> hashes) implements NamedSet {
    private static final List<String> FILES = List.of(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz");

    /** Handwritten digits (LeCun, Cortes and Burges, 1998). */
    static final IdxSet MNIST = new IdxSet(
            "mnist",
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            List.of(
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));

    /** Articles of clothing (Xiao, Rasul and Vollgraf, 2017). */
    static final IdxSet FASHION_MNIST = new IdxSet(
            "fashion-mnist",
            URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            List.of(
                    "T-shirt/top",
                    "Trouser",
                    "Pullover",
                    "Dress",
                    "Coat",
                    "Sandal",
                    "Shirt",
                    "Sneaker",
                    "Bag",
                    "Ankle boot"),
            List.of(
                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

    @Override
    public String wanted() {
        return "its four IDX files";
    }

    @Override
    public List<RemoteFile> files(Places places) {
        URI from = places.mirror().apply(place);
        return IntStream.range(0, FILES.size())
                .mapToObj(index -> new RemoteFile(from.resolve(FILES.get(index)), hashes.get(index)))
                .toList();
    }

    @Override
    public Optional<LoadedData> within(Path folder, HoldOutRule rule) {
        return Idx.isFolder(folder) ? Optional.of(fetched(folder)) : Optional.empty();
    }

    @Override
    public LoadedData fetched(Path folder) {
        return LoadedData.given(label, Idx.folder(folder, label, labels), List.of());
    }
}

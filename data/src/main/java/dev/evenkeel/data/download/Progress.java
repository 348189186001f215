package dev.evenkeel.data.download;

/** Is told how a download goes on; called often, from the downloading thread. */
@FunctionalInterface
public interface Progress {
    /** Nobody is told. */
    Progress SILENT = (file, received, total) -> {};

    /**
     * @param file the name of the file
     * @param received how many bytes are there, those of an earlier attempt included
     * @param total how many bytes it will have, or -1 if the server does not say
     */
    void received(String file, long received, long total);
}

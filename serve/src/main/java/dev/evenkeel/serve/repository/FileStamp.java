package dev.evenkeel.serve.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * By what a file is known to be the same as before.
 *
 * @param key of the file system, as an inode; empty if there is none
 */
record FileStamp(long size, FileTime modified, String key) {
    /** Whether a file is there, and looks so. */
    static boolean isOf(Path file, FileStamp stamp) {
        try {
            return of(file).equals(stamp);
        } catch (IOException gone) {
            return false;
        }
    }

    /** @throws IOException if there is no such file */
    static FileStamp of(Path file) throws IOException {
        BasicFileAttributes known = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(
                known.size(),
                known.lastModifiedTime(),
                known.fileKey() == null ? "" : known.fileKey().toString());
    }
}

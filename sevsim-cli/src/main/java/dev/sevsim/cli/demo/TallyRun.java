package dev.sevsim.cli.demo;

import java.util.List;

/**
 * One run of {@link TallyProgram}.
 *
 * @param status exit status
 * @param plainFiles decrypted files in the program's memory, in the order of the disk
 * @param sums the printed lines; empty for a run that failed
 */
record TallyRun(int status, List<PlainFile> plainFiles, List<String> sums) {
    /**
     * A decrypted file.
     *
     * @param name its name on the disk
     * @param address guest physical address of its content
     * @param bytes length of its content
     */
    record PlainFile(String name, long address, int bytes) {}

    TallyRun {
        plainFiles = List.copyOf(plainFiles);
        sums = List.copyOf(sums);
    }
}

package dev.sevsim.cli;

import dev.sevsim.io.file.FileProblem;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Standard output that keeps the first failure: a print stream above it swallows the reason. */
final class StandardOutput extends OutputStream {
    private final OutputStream out;
    private @Nullable String problem;

    StandardOutput(OutputStream out) {
        this.out = out;
    }

    /** Why output was lost, or null where none was. */
    synchronized @Nullable String problem() {
        return problem;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            keep(e);
            throw e;
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            keep(e);
            throw e;
        }
    }

    private void keep(IOException e) {
        if (problem == null) {
            problem = FileProblem.reason(e);
        }
    }
}

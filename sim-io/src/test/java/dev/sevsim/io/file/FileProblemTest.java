package dev.sevsim.io.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileProblemTest {
    @Test
    void givesTheReasonWithoutTheNameOfTheFile() {
        assertThat(FileProblem.reason(new AccessDeniedException("/secret"))).isEqualTo("permission denied");
        assertThat(FileProblem.reason(new NoSuchFileException("/none"))).isEqualTo("no such file or directory");
        assertThat(FileProblem.reason(new FileSystemException("/full", null, "No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(FileProblem.reason(new FileSystemLoopException("/loop")))
                .isEqualTo("too many levels of symbolic links");
        assertThat(FileProblem.reason(new FileSystemException(
                        "/loop",
                        null,
                        "Too many levels of symbolic links or unable to access attributes of symbolic link")))
                .isEqualTo("too many levels of symbolic links");
        assertThat(FileProblem.reason(new MalformedInputException(1))).isEqualTo("it is no text in UTF-8");
    }

    @Test
    void fallsBackToWhatIsKnown() {
        assertThat(FileProblem.reason(new IOException("Input/output error"))).isEqualTo("Input/output error");
        assertThat(FileProblem.reason(new IOException())).isEqualTo("IOException");
    }
}

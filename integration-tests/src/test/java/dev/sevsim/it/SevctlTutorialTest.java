package dev.sevsim.it;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/tutorial-sevctl.md, followed word for word with the unmodified sevctl. */
@Timeout(180)
class SevctlTutorialTest {
    @TempDir
    private Path directory;

    @Test
    void pageHoldsWordForWord() throws Exception {
        Path sevctl = InstalledFiles.sevctl();
        SupervisedRun unused = SupervisedRun.in(directory);

        ExecutablePage.read(SourceTree.ROOT.resolve("docs/tutorial-sevctl.md")).requireAsPrinted(directory, sevctl);
    }
}

package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryHandleTest extends TwoFileSystems {
    private int open;

    @BeforeEach
    void fill() {
        for (String name : new String[] {"/a", "/b", "/c"}) {
            root.makeDirectory(name, 0755);
        }
        open = root.open("/", EnumSet.of(OpenFlag.READ), 0);
    }

    @Test
    void listsOnceFromItsPosition() {
        assertThat(root.names(open).orElseThrow()).containsExactly(".", "..", "c", "b", "a");
        assertThat(root.names(open).orElseThrow()).isEmpty();
        assertThat(root.seek(open, 3, Whence.START)).isEqualTo(3);
        assertThat(root.names(open).orElseThrow()).containsExactly("b", "a");
        assertThat(root.seek(open, 0, Whence.END)).isEqualTo(-22);
    }

    @Test
    void skipsNamesThatGoAndNamesThatCome() {
        root.seek(open, 3, Whence.START);
        root.makeDirectory("/d", 0755);
        root.removeDirectory("/a");

        assertThat(root.names(open).orElseThrow()).containsExactly("b");
    }
}

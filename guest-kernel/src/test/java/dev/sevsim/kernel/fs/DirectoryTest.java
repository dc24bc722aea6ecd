package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectoryTest extends TwoFileSystems {
    private final Directory top = rootFs.root();
    private final Directory below = new Directory(rootFs, 0755, DirectoryOperations.LOOKUP_ONLY);
    private final RegularFile file = new RegularFile(rootFs, 0644, new RamFile(new byte[0]));

    @Test
    void listsTheNewestNameFirst() {
        top.enter("a", below);
        top.enter("b", file);

        assertThat(top.entries()).containsExactly(Map.entry("b", file), Map.entry("a", below));
        assertThatThrownBy(() -> top.enter("a", file)).hasMessageContaining("taken");
    }

    @Test
    void movesANameToTheFront() {
        top.enter("a", below);
        top.enter("b", file);

        top.move("a", top, "c");

        assertThat(top.entries()).containsOnlyKeys("c", "b");
        assertThat(top.entries().keySet()).first().isEqualTo("c");
        assertThat(root.stat("/").orElseThrow().links()).isEqualTo(3);
    }

    @Test
    void keepsAWithdrawnNameWhileAProcessIsThere() {
        top.enter("a", below);
        assertThat(root.changeDirectory("/a")).isZero();

        top.withdraw("a");

        assertThat(root.stat("/a").orElseThrow().links()).isZero();
        assertThat(root.changeDirectory("/")).isZero();
        assertThat(root.stat("/a").errno()).isEqualTo(-2);
    }

    @Test
    void keepsAWithdrawnDirectoryThatIsNotEmptyForGood() {
        top.enter("a", below);
        below.enter("f", file);
        int held = root.open("/a/f", EnumSet.of(OpenFlag.PATH), 0);

        below.withdraw("f");
        top.withdraw("a");
        assertThat(root.close(held)).isZero();

        assertThat(root.stat("/a/f").errno()).isEqualTo(-2);
        assertThat(root.stat("/a").errno()).isZero();
    }
}

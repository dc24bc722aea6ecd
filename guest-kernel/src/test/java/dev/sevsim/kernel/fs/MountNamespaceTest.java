package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class MountNamespaceTest extends TwoFileSystems {
    @Test
    void showsTheMountedTreeInsteadOfTheDirectory() {
        root.makeDirectory("/mnt", 0755);
        root.makeDirectory("/mnt/under", 0755);

        assertThat(namespace.mount("s", "/mnt", other, "rw")).isZero();

        assertThat(root.list("/mnt").orElseThrow()).isEmpty();
        assertThat(root.stat("/mnt").orElseThrow().device()).isEqualTo(3);
        assertThat(root.stat("/mnt/..").orElseThrow().device()).isEqualTo(2);
        assertThat(namespace.mounts()).extracting(Mount::target).containsExactly("/", "/mnt");
    }

    @Test
    void refusesWhatCannotBeAMountPoint() {
        root.close(root.open("/f", EnumSet.of(OpenFlag.CREATE), 0644));
        root.makeDirectory("/mnt", 0755);

        assertThat(namespace.mount("s", "/none", other, "rw")).isEqualTo(-2);
        assertThat(namespace.mount("s", "/f", other, "rw")).isEqualTo(-20);
        assertThat(namespace.mount("s", "/mnt", other, "rw")).isZero();
        assertThat(namespace.mount("s", "/mnt", other, "rw")).isEqualTo(-16);
    }
}

package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VmReferencesTest {
    @Test
    void destroysWithTheLastReference() {
        AtomicInteger destroyed = new AtomicInteger();
        VmReferences references = new VmReferences(destroyed::incrementAndGet);
        references.hold();
        references.hold();

        references.put();
        references.put();
        assertThat(destroyed).hasValue(0);
        references.put();

        assertThat(destroyed).hasValue(1);
    }
}

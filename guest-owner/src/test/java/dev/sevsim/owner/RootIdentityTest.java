package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RootIdentityTest {
    private static final Bytes MARK = Bytes.ofAscii("SIMULATE");

    @ParameterizedTest
    @EnumSource(AmdGeneration.class)
    void takesTheKeyIdOfAGeneration(AmdGeneration generation) {
        RootIdentity identity = RootIdentity.of(generation.keyId());

        assertThat(identity.kind()).isEqualTo(RootIdentity.Kind.AMD_KEY_ID);
        assertThat(identity.generation()).contains(generation);
        assertThat(identity.describe()).isEqualTo("root with the key id of AMD " + generation.name());
    }

    @ParameterizedTest
    @EnumSource(AmdGeneration.class)
    void putsTheMarkOfASimulatorBeforeThePrefix(AmdGeneration generation) {
        RootIdentity identity = RootIdentity.of(Bytes.concat(generation.keyId().slice(0, 8), MARK));

        assertThat(identity.kind()).isEqualTo(RootIdentity.Kind.SIMULATED);
        assertThat(identity.generation()).contains(generation);
        assertThat(identity.describe()).isEqualTo("simulated root");
    }

    @Test
    void namesTheKeyIdOfAnyOtherRoot() {
        RootIdentity identity = RootIdentity.of(Bytes.fromHex("00112233445566778899aabbccddeeff"));

        assertThat(identity.kind()).isEqualTo(RootIdentity.Kind.UNKNOWN);
        assertThat(identity.generation()).isEmpty();
        assertThat(identity.describe()).isEqualTo("root with unknown key id 00112233445566778899aabbccddeeff");
    }
}

package dev.sevsim.psp.command.swap;

import dev.sevsim.abi.Bytes;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;

/** Machines, guests and the cipher of the tests of SWAP_OUT and SWAP_IN. */
abstract class SwapFixture {
    static final int ASID = TestMachine.PLAIN_ASID;
    static final int ES_ASID = TestMachine.ES_ASID;
    static final int LARGE = 1;
    static final int SAVE_AREA = 2 << 1;
    static final long PAGE = 0x30000;
    static final long SEALED = 0x50000;
    static final long ENTRY = 0x60040;
    static final Bytes VMSA = WorkedExample.vector("vmsa/vmsa-seves-qemu-milan-0.bin");

    /** Output of the random stream of swap keys. */
    static final Bytes KEY = Bytes.fromHex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf");

    @AutoClose
    final TestMachine machine = new TestMachine();

    final int guest() {
        return guestOn(machine.initialisedWithEs());
    }

    static int guestOn(TestMachine initialised) {
        int handle = initialised.start(TestMachine.POLICY);
        initialised.activate(handle, ASID);
        return handle;
    }

    /** A machine whose first guest has {@link #KEY}. */
    static TestMachine scripted() {
        TestRandom random = new TestRandom("swap").scripted("swap", KEY);
        return new TestMachine(FirmwareProfile.milan(), null, random).initialised();
    }

    final int guestWithSaveArea() {
        machine.initialisedWithEs();
        int handle = machine.start(TestMachine.ES_POLICY);
        machine.activate(handle, ES_ASID);
        machine.write(PAGE, VMSA);
        machine.updateVmsa(handle, PAGE);
        return handle;
    }

    /**
     * AES-256-GCM of the JDK with the nonce and the additional data of docs/reference/sev-firmware-api.md section 4.6.
     */
    static Bytes gcm(int direction, Bytes key, Bytes entry, Bytes input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        Bytes nonce = entry.slice(8, 16).paddedTo(12);
        cipher.init(direction, new SecretKeySpec(key.toArray(), "AES"), new GCMParameterSpec(128, nonce.toArray()));
        cipher.updateAAD(Bytes.concat(entry.slice(0, 16), Bytes.zeros(16), entry.from(32))
                .toArray());
        return Bytes.copyOf(cipher.doFinal(input.toArray()));
    }
}

package dev.sevsim.kernel.boot;

import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.secret.EfiSecretModule;
import dev.sevsim.kernel.secret.SecretModule;
import java.util.OptionalLong;

/** Linux 5.19 and later: the table makes a platform device, and the hot-plug daemon loads the module by its alias. */
final class PlatformDeviceSecrets implements SecretInterface {
    @Override
    public SecretModule module(OptionalLong pointer, IoRemapper remapper, RootTree tree, KernelLog log) {
        EfiSecretModule module = new EfiSecretModule(pointer, remapper, tree.secrets(), log);
        if (pointer.isPresent()) {
            tree.addPlatformDevice(module);
        }
        return module;
    }

    @Override
    public boolean publishesInitrd() {
        return true;
    }

    @Override
    public boolean loadsItself(OptionalLong pointer, IoRemapper remapper, KernelLog log) {
        return pointer.isPresent();
    }
}

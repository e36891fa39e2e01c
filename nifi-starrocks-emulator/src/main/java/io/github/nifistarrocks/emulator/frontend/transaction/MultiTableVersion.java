package io.github.nifistarrocks.emulator.frontend.transaction;

import io.github.nifistarrocks.emulator.http.HttpResponse;

/** The steps of transactions of several tables, which differ between versions. */
interface MultiTableVersion {

    HttpResponse begin(TransactionCall call);

    HttpResponse load(TransactionCall call, MultiTableTask task);

    HttpResponse commit(TransactionCall call, MultiTableTask task);

    HttpResponse rollback(MultiTableTask task);
}

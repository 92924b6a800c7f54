"""Path parameters of the operations on files."""

import msgspec

from triplicate.dialects.printags.parameters import AccountId


class FileParameters(msgspec.Struct):
    """A stored file of an account."""

    accountId: AccountId
    fileId: str

"""phone numbers beside addresses that are none"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.add_column('identities', sa.Column('phone', sa.String(length=40), nullable=True))
    op.create_index(op.f('ix_identities_phone'), 'identities', ['phone'], unique=False)
    # WhatsApp's other ids (DE.123…) have a dot.
    op.execute("UPDATE identities SET phone = external_id "
               "WHERE channel = 'whatsapp' AND external_id NOT LIKE '%.%' "
               "AND length(external_id) <= 40")


def downgrade() -> None:
    op.drop_index(op.f('ix_identities_phone'), table_name='identities')
    op.drop_column('identities', 'phone')
